package org.gatehouse.transfer.command;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.transfer.pull.PullOptions;

/** What {@code deploy/backup-instance} was told. */
record BackupOptions(
        RapiAccess access,
        String instance,
        Path directory,
        boolean toOutput,
        Optional<Integer> disk,
        boolean shutdown,
        boolean resume,
        boolean cancel,
        PullOptions pull) {
    static final String USAGE = """
            usage: deploy/backup-instance --from https://HOST:PORT [options] INSTANCE

            Copies the disks of an instance to files, over HTTPS, and verifies them. The instance must be down, or is shut
            down for as long as it takes. What is interrupted goes on with --resume.

              --from URL            the cluster's Remote API
              --user U --password-file F   who asks; the file's first line is the password
              --cert PEM --key PEM  the same, with a certificate
              --ca PEM              who vouches for the cluster, or the very certificate that it shows. Default: whom the
                                    system trusts
              --to DIR              where INSTANCE-diskN.raw and INSTANCE.json go. Default: here
              --stdout              write the one disk to standard output instead, verified bytes only
              --disk N              that disk only
              --shutdown            shut the instance down first, and start it again in the end if it was up
              --resume              go on with what was interrupted
              --cancel              give up what was interrupted, at the cluster too
              --codings LIST        content codings, the best first: identity, gzip, zstd. Default: identity, in ranges; a
                                    coding saves bandwidth, but the disk comes in one stream
              --connections N       how many ranges of a disk at once. Default: 4
              --patience S          for how many seconds failures are borne while nothing comes. Default: 3600
              --proxy URL           an HTTP proxy for the disks, http://HOST:PORT
              --help                this text

            Progress goes to standard error. Exit status 0: every byte is there and verified; 1: it failed; 2: wrong usage.
            """;

    private static final Set<String> WITH_VALUE = Set.of(
            "--from",
            "--user",
            "--password-file",
            "--cert",
            "--key",
            "--ca",
            "--to",
            "--disk",
            "--codings",
            "--connections",
            "--patience",
            "--proxy");
    private static final Set<String> WITHOUT = Set.of("--stdout", "--shutdown", "--resume", "--cancel", "--help", "-h");
    private static final long MOST_PATIENCE = 30L * 24 * 3600;

    /** Empty if help is wanted. */
    static Optional<BackupOptions> read(List<String> arguments) throws Words.UsageException {
        Words words = new Words(arguments, WITH_VALUE, WITHOUT);
        if (words.has("--help") || words.has("-h")) {
            return Optional.empty();
        }
        if (words.rest().size() != 1 || !words.has("--from")) {
            throw new Words.UsageException("a cluster (--from) and one instance are needed");
        }
        String instance = words.rest().get(0);
        if (!instance.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,254}")) {
            throw new Words.UsageException("no instance has the name " + instance);
        }
        boolean toOutput = words.has("--stdout");
        if (toOutput && (words.has("--to") || words.has("--resume") || words.has("--cancel"))) {
            throw new Words.UsageException("--stdout leaves nothing behind to go on with, nor files");
        }
        if (words.has("--resume") && words.has("--cancel")) {
            throw new Words.UsageException("either --resume or --cancel");
        }
        try {
            return Optional.of(new BackupOptions(
                    access(words),
                    instance,
                    words.file("--to").orElse(Path.of("")).toAbsolutePath(),
                    toOutput,
                    words.has("--disk") ? Optional.of((int) words.number("--disk", 0, 0, 999)) : Optional.empty(),
                    words.has("--shutdown"),
                    words.has("--resume"),
                    words.has("--cancel"),
                    pull(words, toOutput)));
        } catch (IllegalArgumentException e) {
            throw new Words.UsageException(e.getMessage());
        }
    }

    private static RapiAccess access(Words words) throws Words.UsageException {
        return new RapiAccess(
                words.address("--from").orElseThrow(),
                words.text("--user"),
                words.file("--password-file"),
                words.file("--cert"),
                words.file("--key"),
                words.file("--ca"));
    }

    private static PullOptions pull(Words words, boolean toOutput) throws Words.UsageException {
        Duration patience = Duration.ofSeconds(
                words.number("--patience", PullOptions.USUAL.patience().toSeconds(), 1, MOST_PATIENCE));
        Optional<URI> proxy = words.address("--proxy");
        List<String> codings = words.text("--codings")
                .map(list -> List.of(list.split(",", -1)))
                .orElse(PullOptions.USUAL.codings());
        // Standard output wants the disk in its order.
        int connections = toOutput ? 1 : (int) words.number("--connections", PullOptions.USUAL.connections(), 1, 64);
        return new PullOptions(patience, proxy, codings, connections);
    }
}
