package org.gatehouse.transfer.command;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code deploy/move-instance} was told. */
final class MoveOptions {
    static final String USAGE = """
            usage: deploy/move-instance --from https://HOST:PORT --to https://HOST:PORT [options] INSTANCE

            Moves an instance from one cluster to another: makes it at the destination, has its disks copied and verified,
            starts it there if it ran, and removes it at the source. Whatever goes wrong: the source is as it was, and the
            destination is clean. Both clusters must have the same cluster domain secret.

              --from, --to URL              the Remote API of source and destination
              --from-user, --to-user NAME   whom to call as; with
              --from-password-file, --to-password-file FILE
                                            whose first line is the password
              --from-cert, --to-cert PEM    a client certificate instead of a password, with
              --from-key, --to-key PEM      its key, if that is in another file
              --from-ca, --to-ca PEM        whom to believe: authorities, or the server's very certificate.
                                            Default: the Java platform's authorities
              --new-name NAME               the instance's name at the destination
              --target-node NODE            the node that it goes to; without it an allocator chooses
              --target-secondary-node NODE  its secondary node, for DRBD
              --iallocator NAME             the allocator. Default: the cluster's
              --os NAME, --disk-template NAME, --hypervisor NAME
                                            something else than at the source
              --net N:KEY=VALUE[,...]       something else for network card N: mac, ip, mode, link, vlan, network. May be
                                            repeated. Cards keep their MAC addresses; mac=generate makes a new one;
                                            network=none takes the card out of its network
              --disk N:KEY=VALUE[,...]      something else for disk N: name, mode, spindles (or spindles=none), vg, metavg,
                                            and what a storage provider knows. May be repeated
              --osparams-private FILE       private OS parameters in the place of the source's of the same name: a JSON
                                            object of names and values. The others go along
              --drop-osparams-private       leave out all private OS parameters that are not in the file
              --keep-source                 the instance stays at the source, shut down
              --shutdown-timeout SECONDS    what the instance has for shutting down. Default: 120
              --patience SECONDS            for how long a server may be away before the move is given up. Default: 3600
              --help                        this text

            Progress goes to standard error. Exit status 0: moved and verified; 1: not moved; 2: wrong usage.
            """;

    private static final Set<String> VALUES = Set.of(
            "--from",
            "--to",
            "--from-user",
            "--to-user",
            "--from-password-file",
            "--to-password-file",
            "--from-cert",
            "--to-cert",
            "--from-key",
            "--to-key",
            "--from-ca",
            "--to-ca",
            "--new-name",
            "--target-node",
            "--target-secondary-node",
            "--iallocator",
            "--os",
            "--disk-template",
            "--hypervisor",
            "--osparams-private",
            "--shutdown-timeout",
            "--patience");
    private static final Pattern CARD = Pattern.compile("mac|ip|mode|link|vlan|network");

    /** Storage providers have parameters of their own; what the disk holds must fit. */
    private static final Pattern DISK = Pattern.compile("(?!(?:size|adopt)$)[a-z][a-z0-9_-]*");

    private static final long LONGEST = 604_000;

    private final Map<String, String> values = new HashMap<>();
    private final Map<Integer, Map<String, Object>> cards = new LinkedHashMap<>();
    private final Map<Integer, Map<String, Object>> disks = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();
    private boolean keepSource;
    private boolean dropOsparamsPrivate;
    private boolean help;

    MoveOptions(List<String> arguments) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String word = rest.remove();
            if (VALUES.contains(word)) {
                values.put(word, value(word, rest));
            } else if (word.equals("--net")) {
                device(word, cards, CARD, value(word, rest));
            } else if (word.equals("--disk")) {
                device(word, disks, DISK, value(word, rest));
            } else if (word.equals("--drop-osparams-private")) {
                dropOsparamsPrivate = true;
            } else if (word.equals("--keep-source")) {
                keepSource = true;
            } else if (word.equals("--help") || word.equals("-h")) {
                help = true;
            } else if (word.startsWith("-")) {
                throw new UsageException("unknown option: " + word);
            } else {
                words.add(word);
            }
        }
        if (!help) {
            check();
        }
    }

    private void check() throws UsageException {
        if (words.size() != 1) {
            throw new UsageException("one instance is needed");
        }
        from();
        to();
        shutdownTimeout();
        patience();
        if (find("--target-node").isPresent() && find("--iallocator").isPresent()) {
            throw new UsageException("--target-node and --iallocator do not go together");
        }
    }

    boolean help() {
        return help;
    }

    RapiAccess from() throws UsageException {
        return access("--from");
    }

    RapiAccess to() throws UsageException {
        return access("--to");
    }

    String instance() {
        return words.get(0);
    }

    /** The name at the destination. */
    String newName() {
        return find("--new-name").orElse(instance());
    }

    Optional<String> find(String option) {
        return Optional.ofNullable(values.get(option));
    }

    boolean keepSource() {
        return keepSource;
    }

    /** What is to be different about a network card. */
    Map<String, Object> card(int index) {
        return cards.getOrDefault(index, Map.of());
    }

    /** What is to be different about a disk. */
    Map<String, Object> disk(int index) {
        return disks.getOrDefault(index, Map.of());
    }

    /** Fails if there is an option for a device that the instance does not have. */
    void checkDevices(int cardCount, int diskCount) throws RapiException {
        checkDevices("--net", cards, cardCount);
        checkDevices("--disk", disks, diskCount);
    }

    private static void checkDevices(String option, Map<Integer, Map<String, Object>> wanted, int count)
            throws RapiException {
        for (int index : wanted.keySet()) {
            if (index >= count) {
                throw new RapiException(
                        -1, option + " " + index + ": the instance has " + count + ", counted from 0", null);
            }
        }
    }

    /** The file with the instance's private OS parameters. */
    Optional<Path> osparamsPrivate() {
        return find("--osparams-private").map(Path::of);
    }

    /** Whether private OS parameters may be lost. */
    boolean dropOsparamsPrivate() {
        return dropOsparamsPrivate;
    }

    long shutdownTimeout() throws UsageException {
        return seconds("--shutdown-timeout", 120);
    }

    Duration patience() throws UsageException {
        return Duration.ofSeconds(seconds("--patience", 3600));
    }

    private RapiAccess access(String side) throws UsageException {
        String text = find(side).orElseThrow(() -> new UsageException(side + " is needed"));
        try {
            return new RapiAccess(
                    URI.create(text.endsWith("/") ? text : text + "/"),
                    find(side + "-user"),
                    find(side + "-password-file").map(Path::of),
                    find(side + "-cert").map(Path::of),
                    find(side + "-key").map(Path::of),
                    find(side + "-ca").map(Path::of));
        } catch (IllegalArgumentException e) {
            throw new UsageException(side + ": " + e.getMessage());
        }
    }

    private long seconds(String option, long usual) throws UsageException {
        String text = find(option).orElse(Long.toString(usual));
        if (!text.matches("[0-9]{1,6}") || Long.parseLong(text) < 1 || Long.parseLong(text) > LONGEST) {
            throw new UsageException(option + " must be a number of seconds from 1 to " + LONGEST);
        }
        return Long.parseLong(text);
    }

    private static void device(String option, Map<Integer, Map<String, Object>> devices, Pattern keys, String text)
            throws UsageException {
        if (!text.matches("[0-9]{1,2}:.+")) {
            throw new UsageException(option + " takes N:KEY=VALUE[,...], not " + text);
        }
        int colon = text.indexOf(':');
        Map<String, Object> device =
                devices.computeIfAbsent(Integer.valueOf(text.substring(0, colon)), index -> new LinkedHashMap<>());
        for (String pair : text.substring(colon + 1).split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || !keys.matcher(pair.substring(0, equals)).matches()) {
                throw new UsageException(option + " does not take " + pair + "; see --help");
            }
            device.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    private static String value(String option, Deque<String> rest) throws UsageException {
        if (rest.isEmpty() || rest.peek().isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return rest.remove();
    }
}
