package org.gatehouse.transfer.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.cluster.DiskPlaces;
import org.gatehouse.transfer.record.RecordException;
import org.gatehouse.transfer.record.RecordWriter;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;

/** Gives disks out, where this process may write and sign the records itself. For any number of threads. */
public final class Preparation {
    private static final Set<String> CODINGS = Set.of("identity", "gzip", "zstd");
    private static final int MOST_STREAMS = 1024;
    private static final Duration LONGEST = Duration.ofDays(8);

    /** How long one can see what became of a transfer. */
    private static final Duration KEPT = Duration.ofHours(24);

    private final DiskPlaces places;
    private final RecordWriter writer;
    private final TransferRecords records;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** {@code records} are those that {@code writer} writes. */
    public Preparation(DiskPlaces places, RecordWriter writer, TransferRecords records, Clock clock) {
        this.places = places;
        this.writer = writer;
        this.records = records;
        this.clock = clock;
    }

    /** Gives out an instance's disks; all of them, or none. */
    Object prepare(Arguments arguments) throws IOException {
        List<TransferRecord> made = new ArrayList<>();
        for (Arguments disk : arguments.objects("disks")) {
            made.add(record(arguments, disk));
        }
        if (made.isEmpty()) {
            throw new IOException("there must be at least one disk");
        }
        List<Object> answer = new ArrayList<>();
        try {
            for (TransferRecord record : made) {
                writer.write(record);
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("index", (long) record.disk());
                json.put("id", record.id().text());
                json.put("size", record.size());
                answer.add(json);
            }
        } catch (IOException e) {
            for (TransferRecord record : made) {
                writer.remove(record.id());
            }
            throw e;
        }
        return answer;
    }

    private TransferRecord record(Arguments arguments, Arguments disk) throws IOException {
        String mode = arguments.text("mode");
        boolean local = mode.equals("local");
        if (!local && !mode.equals("remote")) {
            throw new IOException("the mode must be remote or local, not " + mode);
        }
        String serial = disk.findText("serial").orElse("0");
        Optional<String> fingerprint = disk.findText("fingerprint");
        if (!serial.matches("[0-9a-f]{1,40}")
                || fingerprint.stream().anyMatch(print -> !print.matches("[0-9a-f]{64}"))) {
            throw new IOException("serial and fingerprint are lower-case hexadecimal digits");
        }
        if (!local && fingerprint.isEmpty()) {
            throw new IOException("a remote transfer needs the fingerprint of a certificate");
        }
        Instant now = clock.instant();
        Instant end = Instant.ofEpochSecond(
                arguments.number("not_after", 0, now.plus(LONGEST).getEpochSecond()));
        if (!end.isAfter(now)) {
            throw new IOException("the transfer would have ended already");
        }
        List<String> codings = arguments.texts("codings");
        if (!CODINGS.containsAll(codings)) {
            throw new IOException("codings are some of identity, gzip and zstd");
        }
        String instance = arguments.text("instance");
        int index = (int) disk.number("index", 0, 999);
        DiskPlaces.Place place = places.find(instance, index);
        return new TransferRecord(
                TransferId.fresh(local, serial, fingerprint, place.instance(), index, random),
                local,
                serial,
                fingerprint,
                arguments.findText("authority"),
                place.path().toString(),
                size(place.path()),
                codings.isEmpty() ? List.of("identity", "gzip", "zstd") : codings,
                (int) arguments.number("streams", 1, MOST_STREAMS),
                end,
                now,
                place.node(),
                instance,
                index);
    }

    private static long size(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is no disk");
        }
        try (FileChannel disk = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return disk.size();
        }
    }

    /** Removes these records, those for other clusters of these instances (UUIDs), and those that ended long ago; it names the latter two. */
    List<TransferId> clean(List<TransferId> ids, List<String> instances) throws IOException {
        for (TransferId id : ids) {
            writer.remove(id);
        }
        Instant latest = clock.instant().minus(KEPT);
        List<TransferId> old = new ArrayList<>();
        for (TransferId id : writer.ids()) {
            if (endedBefore(id, latest) || instances.stream().anyMatch(id::isExportOf)) {
                writer.remove(id);
                old.add(id);
            }
        }
        return old;
    }

    private boolean endedBefore(TransferId id, Instant time) {
        try {
            return records.find(id).stream()
                    .anyMatch(record -> record.notAfter().isBefore(time));
        } catch (RecordException e) {
            // Nobody gets anything for it, and somebody may want to know why it is there.
            return false;
        }
    }
}
