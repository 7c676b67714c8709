package org.gatehouse.handler;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.cluster.TargetDisks;

/**
 * This node's disks, opened by the handler, which is root and decides what may be opened; this process gets descriptors.
 * Each call has a connection of its own. Interrupting a thread that waits ends its call. What is refused fails with the
 * handler's own words.
 */
public final class HandlerDisks implements SourceDisks, TargetDisks {
    private final Path socket;
    private final Duration silence;

    /**
     * @param socket the Unix socket at which the handler gives out disks
     * @param silence how long it may say nothing; while it makes a disk blank it gives a sign of life every few seconds
     */
    public HandlerDisks(Path socket, Duration silence) {
        this.socket = socket;
        this.silence = silence;
    }

    @Override
    public OpenDisk open(String transfer) throws IOException {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("open", "source");
        request.put("transfer", transfer);
        try (Descriptors given = DisksExchange.connect(socket)) {
            Map<String, Object> answer = DisksExchange.ask(given, silence, request);
            long size = size(answer);
            boolean direct = Boolean.TRUE.equals(answer.get("direct"));
            given.expect(direct ? 2 : 1);
            FileChannel data = given.reading(0);
            return given.release(new OpenDisk(data, direct ? given.reading(1) : data, size));
        }
    }

    @Override
    public OpenDisk open(String instance, int index, boolean blank) throws IOException {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("open", "target");
        request.put("instance", instance);
        request.put("disk", index);
        request.put("blank", blank);
        try (Descriptors given = DisksExchange.connect(socket)) {
            Map<String, Object> answer = DisksExchange.ask(given, silence, request);
            long size = size(answer);
            // Where the medium can be read past the page cache, it can be written so, too.
            boolean direct = Boolean.TRUE.equals(answer.get("direct"));
            given.expect(direct ? 3 : 2);
            Optional<FileChannel> straight = direct ? Optional.of(given.writing(2)) : Optional.empty();
            return given.release(new OpenDisk(given.writing(0), given.reading(1), straight, size));
        }
    }

    @Override
    public List<Extent> extents(String transfer) throws IOException {
        try (Descriptors none = DisksExchange.connect(socket)) {
            Map<String, Object> answer = DisksExchange.ask(none, silence, Map.of("extents", transfer));
            long size = size(answer);
            if (!(answer.get("extents") instanceof List<?> stretches)) {
                throw new IOException("the handler has not said where there is data");
            }
            List<Extent> extents = new ArrayList<>(stretches.size());
            long end = 0;
            for (Object stretch : stretches) {
                Extent extent = extent(stretch);
                if (extent.offset() < end || extent.end() > size) {
                    throw new IOException("the handler's stretches of data are out of order or beyond the end");
                }
                end = extent.end();
                extents.add(extent);
            }
            return List.copyOf(extents);
        }
    }

    private static Extent extent(Object stretch) throws IOException {
        if (stretch instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof Long offset
                && pair.get(1) instanceof Long length
                && offset >= 0
                && length > 0
                && length <= Long.MAX_VALUE - offset) {
            return new Extent(offset, length);
        }
        throw new IOException("this is no stretch of a disk: " + stretch);
    }

    private static long size(Map<String, Object> answer) throws IOException {
        if (answer.get("size") instanceof Long size && size >= 0) {
            return size;
        }
        throw new IOException("the handler has not said how large the disk is");
    }
}
