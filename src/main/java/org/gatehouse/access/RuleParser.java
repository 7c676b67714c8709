package org.gatehouse.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one line of a {@link RulesFile}. Every failure is an {@link IllegalArgumentException} that says what is wrong. */
final class RuleParser {
    private static final Pattern RESULT = Pattern.compile("(?:name=(?:\"([^\"]+)\"|([^\\s\"]+))(?:\\s+|$))?(.*)");
    private static final Pattern FINGERPRINT =
            Pattern.compile("sha256:(\\p{XDigit}{64}|\\p{XDigit}{2}(:\\p{XDigit}{2}){31})");

    private RuleParser() {}

    static CertificateRule parse(String line) {
        List<String> sides = split(line, "->");
        if (sides.size() != 2) {
            throw new IllegalArgumentException("a rule is 'conditions -> grants'");
        }
        List<Predicate<CertificateFacts>> conditions = new ArrayList<>();
        for (String condition : split(sides.get(0), ";")) {
            conditions.add(condition(condition.strip()));
        }
        Matcher result = RESULT.matcher(sides.get(1).strip());
        if (!result.matches()) {
            throw new IllegalArgumentException("'->' is followed by [name=NAME] and grants");
        }
        Optional<String> name = Optional.ofNullable(result.group(1)).or(() -> Optional.ofNullable(result.group(2)));
        return new CertificateRule(conditions, name, grants(result.group(3)));
    }

    private static Grants grants(String list) {
        if (list.isBlank()) {
            throw new IllegalArgumentException("the rule grants nothing; say 'public' if that is meant");
        }
        Grants grants = Grants.parse(list);
        if (!grants.unknownWords().isEmpty()) {
            throw new IllegalArgumentException(
                    "no such role or permission: " + String.join(", ", grants.unknownWords()));
        }
        return grants;
    }

    private static Predicate<CertificateFacts> condition(String text) {
        String[] words = text.split("\\s+", 2);
        String value = words.length < 2 ? "" : words[1];
        return switch (words[0]) {
            case "subject" -> {
                NamePattern pattern = new NamePattern(value);
                yield facts -> pattern.isFoundIn(facts.subject());
            }
            case "subject-dn" -> {
                NamePattern pattern = new NamePattern(value);
                yield facts -> pattern.matchesWhole(facts.subject());
            }
            case "issuer" -> {
                NamePattern pattern = new NamePattern(value);
                yield facts -> pattern.isFoundIn(facts.issuer());
            }
            case "issuer-dn" -> {
                NamePattern pattern = new NamePattern(value);
                yield facts -> pattern.matchesWhole(facts.issuer());
            }
            case "fingerprint" -> {
                String fingerprint = fingerprint(value);
                yield facts -> fingerprint.equals(facts.fingerprint());
            }
            case "" -> throw new IllegalArgumentException("a condition is missing");
            default -> throw new IllegalArgumentException("no such condition: " + words[0]);
        };
    }

    private static String fingerprint(String value) {
        Matcher matcher = FINGERPRINT.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a fingerprint is sha256: and 64 hexadecimal digits");
        }
        return matcher.group(1).replace(":", "").toLowerCase(Locale.ROOT);
    }

    /** Splits at each separator that neither follows a backslash nor stands in quotes. */
    private static List<String> split(String text, String separator) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && text.startsWith(separator, i)) {
                pieces.add(text.substring(start, i));
                start = i + separator.length();
                i = start - 1;
            }
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
