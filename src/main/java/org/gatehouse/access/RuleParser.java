package org.gatehouse.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one line of a {@link RulesFile}. Every failure is an {@link IllegalArgumentException} that says what is wrong. */
final class RuleParser {
    private static final Pattern RESULT = Pattern.compile("(?:name=(?:\"([^\"]+)\"|([^\\s\"]+))(?:\\s++|$))?(.*)");
    // The second spelling is what "openssl x509 -noout -fingerprint -sha256" prints.
    private static final Pattern DIGEST = Pattern.compile(
            "(?:sha256:|(?i:sha-?256 Fingerprint=))(\\p{XDigit}{64}|\\p{XDigit}{2}(?::\\p{XDigit}{2}){31})");

    private final List<Predicate<CertificateFacts>> conditions = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();
    private final Set<String> authorities = new HashSet<>();
    private boolean namesAlone = true;

    private RuleParser() {}

    static CertificateRule parse(String line) {
        List<String> sides = split(line, "->");
        if (sides.size() != 2) {
            throw new IllegalArgumentException("a rule is 'conditions -> grants'");
        }
        RuleParser parser = new RuleParser();
        for (String condition : split(sides.get(0), ";")) {
            parser.addCondition(trim(condition));
        }
        Matcher result = RESULT.matcher(sides.get(1).strip());
        if (!result.matches()) {
            throw new IllegalArgumentException("'->' is followed by [name=NAME] and grants");
        }
        Optional<String> name = Optional.ofNullable(result.group(1)).or(() -> Optional.ofNullable(result.group(2)));
        return new CertificateRule(
                parser.conditions, name, grants(result.group(3)), parser.authorities, parser.namesAlone, parser.flaws);
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

    private void addCondition(String text) {
        int end = 0;
        while (end < text.length() && !TextLines.isBlank(text.charAt(end)) && text.charAt(end) != '=') {
            end++;
        }
        String word = text.substring(0, end);
        String value = trim(text.substring(end));
        switch (word) {
            case "subject" -> {
                NamePattern pattern = name("subject", value);
                conditions.add(facts -> pattern.isFoundIn(facts.subject()));
            }
            case "subject-dn" -> {
                NamePattern pattern = name("subject", value);
                conditions.add(facts -> pattern.matchesWhole(facts.subject()));
            }
            case "issuer" -> {
                NamePattern pattern = name("issuer", value);
                conditions.add(facts -> pattern.isFoundIn(facts.issuer()));
            }
            case "issuer-dn" -> {
                NamePattern pattern = name("issuer", value);
                conditions.add(facts -> pattern.matchesWhole(facts.issuer()));
            }
            case "authority" -> {
                String authority = digest("an authority", value);
                authorities.add(authority);
                namesAlone = false;
                conditions.add(facts -> facts.isIssuedUnder(authority));
            }
            case "fingerprint" -> {
                String fingerprint = digest("a fingerprint", value);
                namesAlone = false;
                conditions.add(facts -> fingerprint.equals(facts.fingerprint()));
            }
            case "" -> throw new IllegalArgumentException("a condition is missing");
            default -> throw new IllegalArgumentException("no such condition: " + LogText.of(word));
        }
    }

    /** A name, with or without what OpenSSL prints before it: {@code subject=}. */
    private NamePattern name(String label, String value) {
        String name = value;
        if (name.startsWith(label)) {
            String rest = trim(name.substring(label.length()));
            name = rest.startsWith("=") ? rest : name;
        }
        NamePattern pattern = new NamePattern(name.startsWith("=") ? trim(name.substring(1)) : name);
        pattern.findFlaw().ifPresent(flaws::add);
        return pattern;
    }

    private static String digest(String what, String value) {
        Matcher matcher = DIGEST.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(what + " is sha256: and 64 hexadecimal digits");
        }
        return matcher.group(1).replace(":", "").toLowerCase(Locale.ROOT);
    }

    /** Takes blanks away from both ends, but not one that follows a backslash: it belongs to a value. */
    private static String trim(String text) {
        int start = 0;
        while (start < text.length() && TextLines.isBlank(text.charAt(start))) {
            start++;
        }
        int end = start;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
                end = Math.min(i + 1, text.length());
            } else if (!TextLines.isBlank(text.charAt(i))) {
                end = i + 1;
            }
        }
        return text.substring(start, end);
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
