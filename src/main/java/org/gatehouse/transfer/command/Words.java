package org.gatehouse.transfer.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words of a command line: options with a value, options without, and the rest. */
final class Words {
    /** The command was used wrongly; the message says how. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    private final Map<String, String> options = new HashMap<>();
    private final List<String> rest = new ArrayList<>();

    /** Reads the words; fails if an option is in neither set, is given twice, or lacks its value. */
    Words(List<String> arguments, Set<String> withValue, Set<String> without) throws UsageException {
        Deque<String> words = new ArrayDeque<>(arguments);
        while (!words.isEmpty()) {
            String word = words.remove();
            int sign = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = sign < 0 ? word : word.substring(0, sign);
            String value = "";
            if (withValue.contains(name)) {
                if (sign < 0 && words.isEmpty()) {
                    throw new UsageException(name + " needs a value");
                }
                value = sign < 0 ? words.remove() : word.substring(sign + 1);
            } else if (!without.contains(word)) {
                if (word.startsWith("-")) {
                    throw new UsageException("unknown option: " + word);
                }
                rest.add(word);
                continue;
            }
            if (options.put(name, value) != null) {
                throw new UsageException(name + " is given twice");
            }
        }
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    Optional<String> text(String option) {
        return Optional.ofNullable(options.get(option));
    }

    Optional<Path> file(String option) {
        return text(option).map(Path::of);
    }

    Optional<URI> address(String option) throws UsageException {
        if (!has(option)) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(options.get(option)));
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + " takes an address, not " + options.get(option));
        }
    }

    long number(String option, long otherwise, long least, long most) throws UsageException {
        if (!has(option)) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(options.get(option));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UsageException(option + " takes a number, not " + options.get(option));
        }
        throw new UsageException(option + " is out of range: " + options.get(option));
    }

    List<String> rest() {
        return rest;
    }
}
