package org.gatehouse.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.transfer.service.AllowedProxies;

/**
 * The values of all settings: from {@code gatehouse.properties} (Java properties, UTF-8), each overridden by its environment
 * variable, else the default. Immutable; the typed readers fail with a {@link SettingsException} that names the key.
 */
final class Settings {
    static final String FILE_PROPERTY = "gatehouse.config";
    static final String FILE_VARIABLE = "GATEHOUSE_CONFIG";
    private static final Path USUAL_DIRECTORY = Path.of("/etc/gatehouse");
    private static final String FILE_NAME = "gatehouse.properties";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private final Map<Setting, String> texts;
    private final Set<Setting> given;
    private final String origin;

    private Settings(Map<Setting, String> texts, Set<Setting> given, String origin) {
        this.texts = texts;
        this.given = given;
        this.origin = origin;
    }

    /**
     * Reads the file that a system property names, else the one that an environment variable names, else the usual one if it
     * exists. {@code environment} is the process' environment.
     */
    static Settings load(Properties system, Map<String, String> environment) {
        Optional<Path> named = Optional.ofNullable(system.getProperty(FILE_PROPERTY))
                .or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)))
                .map(Path::of);
        Path file = named.orElse(USUAL_DIRECTORY);
        if (Files.isDirectory(file)) {
            file = file.resolve(FILE_NAME);
        }
        if (named.isEmpty() && !Files.exists(file)) {
            return of(
                    new Properties(), environment, "defaults (there is no " + USUAL_DIRECTORY.resolve(FILE_NAME) + ")");
        }
        return of(read(file), environment, file.toString());
    }

    static Settings of(Properties file, Map<String, String> environment, String origin) {
        for (String key : file.stringPropertyNames()) {
            if (Setting.find(key).isEmpty()) {
                throw new SettingsException("unknown setting '" + key + "' in " + origin);
            }
        }
        Map<Setting, String> texts = new EnumMap<>(Setting.class);
        Set<Setting> given = EnumSet.noneOf(Setting.class);
        for (Setting setting : Setting.values()) {
            String text = environment.getOrDefault(setting.variable(), file.getProperty(setting.key()));
            if (text != null) {
                given.add(setting);
            }
            texts.put(setting, (text == null ? setting.defaultText() : text).strip());
        }
        return new Settings(texts, given, origin);
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("cannot read the settings in " + file + ": " + why(e));
        }
        return properties;
    }

    private static String why(Exception failure) {
        if (failure instanceof CharacterCodingException) {
            return "it is not UTF-8";
        }
        if (failure instanceof IllegalArgumentException) {
            return "after a backslash and u, four hexadecimal digits are expected";
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return failure instanceof AccessDeniedException ? "permission denied" : failure.toString();
    }

    /** Where the settings came from, for the log. */
    String origin() {
        return origin;
    }

    /** Whether somebody has said it, be it the default. */
    boolean isSet(Setting setting) {
        return given.contains(setting);
    }

    String text(Setting setting) {
        return texts.get(setting);
    }

    /** One of these words. */
    String word(Setting setting, List<String> words) {
        String text = text(setting);
        if (!words.contains(text)) {
            throw bad(setting, "one of " + String.join(", ", words));
        }
        return text;
    }

    /** The proxies that imports may go through. */
    AllowedProxies proxies() {
        try {
            return AllowedProxies.parse(text(Setting.TRANSFER_PROXIES));
        } catch (IllegalArgumentException e) {
            throw bad(Setting.TRANSFER_PROXIES, "a list of http://HOST:PORT");
        }
    }

    boolean truth(Setting setting) {
        return word(setting, List.of("true", "false")).equals("true");
    }

    /** An absolute path. */
    Path path(Setting setting) {
        return findPath(setting).orElseThrow(() -> bad(setting, "an absolute path"));
    }

    /** An absolute path, or nothing. */
    Optional<Path> findPath(Setting setting) {
        if (text(setting).isEmpty()) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(text(setting));
            if (path.isAbsolute()) {
                return Optional.of(path);
            }
        } catch (InvalidPathException e) {
            // told below, like a relative one
        }
        throw bad(setting, "an absolute path");
    }

    int number(Setting setting, int least, int most) {
        try {
            int number = Integer.parseInt(text(setting));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        throw bad(setting, "a whole number from " + least + " to " + most);
    }

    /** A TCP port, or nothing. */
    OptionalInt findPort(Setting setting) {
        return text(setting).isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(setting, 1, 65535));
    }

    /** A time such as {@code 500ms}, {@code 30s} or {@code 2m}; more than none. */
    Duration duration(Setting setting) {
        Matcher matcher = DURATION.matcher(text(setting));
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(count);
            };
            if (!duration.isZero()) {
                return duration;
            }
        }
        throw bad(setting, "a time such as 500ms, 30s or 2m");
    }

    private SettingsException bad(Setting setting, String expected) {
        return new SettingsException(
                "bad value for the setting '" + setting.key() + "': expected " + expected + ", not '" + text(setting)
                        + "' (" + origin + ", or the environment variable " + setting.variable() + ")");
    }
}
