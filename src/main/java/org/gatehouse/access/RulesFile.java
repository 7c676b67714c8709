package org.gatehouse.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.gatehouse.access.TextLines.Line;

/**
 * Which certificate is which caller. One rule per line, {@code conditions -> [name=NAME] grants}; the first rule whose
 * conditions all hold decides. Conditions are separated by semicolons:
 *
 * <ul>
 *   <li>{@code subject CN=backup-*, O=Example}: the subject has each of these attributes, wherever they stand;
 *   <li>{@code subject-dn CN=ci, O=Example}: the subject is this and nothing more, in this order (RFC 4514: the most
 *       specific first);
 *   <li>{@code issuer …}, {@code issuer-dn …}: the same of the issuer;
 *   <li>{@code authority sha256:AB:CD:…}: the SHA-256 of a certificate authority that answers for the certificate: the one at the
 *       end of its path, or one between;
 *   <li>{@code fingerprint sha256:AB:CD:…}: the SHA-256 of the certificate itself.
 * </ul>
 *
 * <p>Names are written as RFC 4514 says (a comma, plus, semicolon, {@code >} or the like inside a value after a
 * backslash), or as {@code openssl x509 -noout -subject} prints them, in any of its notations with commas; {@code subject=…}, which it prints
 * before a name, is the same as {@code subject …}. The order of {@code subject-dn} may be reversed as a whole. A {@code *} stands for any
 * characters of one value, never for more than one. Types compare without regard to case, values exactly. Multi-valued parts ({@code CN=a+UID=b}) must be met by one part. Grants are as {@link Grants} says,
 * but an unknown word is an error. The caller's name is NAME (in quotes if it holds blanks), else the subject's most specific
 * CN, else its whole name. Empty lines and lines that start with {@code #} count for nothing. Immutable.
 */
public final class RulesFile {
    private static final Pattern NO_OTHER_ENDS = Pattern.compile("(?!)");
    private static final RulesFile EMPTY = new RulesFile(List.of());

    private final List<NumberedRule> rules;

    private record NumberedRule(int line, CertificateRule rule) {}

    private RulesFile(List<NumberedRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No rules: no certificate is anybody. */
    public static RulesFile empty() {
        return EMPTY;
    }

    /**
     * Reads a file; the first line that is wrong is the exception's.
     *
     * @param warnings is told of rules that no certificate can match
     */
    public static RulesFile parse(byte[] content, Consumer<String> warnings) throws BrokenFileException {
        List<NumberedRule> rules = new ArrayList<>();
        for (Line line : TextLines.of(content, NO_OTHER_ENDS)) {
            if (line.isIgnored()) {
                continue;
            }
            if (!line.isUtf8()) {
                throw new BrokenFileException(line.number(), "it is not UTF-8");
            }
            try {
                CertificateRule rule = RuleParser.parse(line.text());
                rule.flaws()
                        .forEach(flaw -> warnings.accept(
                                "line " + line.number() + ": the rule matches no certificate: " + flaw));
                rules.add(new NumberedRule(line.number(), rule));
            } catch (IllegalArgumentException e) {
                throw new BrokenFileException(line.number(), e.getMessage());
            }
        }
        return new RulesFile(rules);
    }

    /** What is doubtful about the rules if these are the authorities whose certificates the connector accepts. */
    List<String> doubts(Optional<Authorities> authorities) {
        List<String> doubts = new ArrayList<>();
        for (NumberedRule numbered : rules) {
            String place = "line " + numbered.line + ": ";
            CertificateRule rule = numbered.rule;
            if (!rule.authorities().isEmpty() && authorities.isEmpty()) {
                doubts.add(place + "the rule matches no certificate: the setting access.authorities has to name the"
                        + " file of the authorities");
            }
            rule.authorities().stream()
                    .filter(authority ->
                            authorities.isPresent() && !authorities.get().contains(authority))
                    .forEach(authority -> doubts.add(place + "no authority in access.authorities has the SHA-256 "
                            + authority + "; only an intermediate one that clients send can match"));
            if (rule.namesAlone()
                    && authorities.isPresent()
                    && authorities.get().size() > 1) {
                doubts.add(place + "names alone decide, and each of "
                        + authorities.get().size()
                        + " trusted authorities may issue any name: add the condition 'authority sha256:...'");
            }
        }
        return doubts;
    }

    /** The caller that the first matching rule makes of a certificate whose chain the container has verified. */
    Optional<Caller> findCaller(CertificateFacts facts) {
        for (NumberedRule numbered : rules) {
            CertificateRule rule = numbered.rule;
            if (rule.matches(facts)) {
                return Optional.of(
                        new Caller(rule.name().orElseGet(facts::name), Authentication.CERTIFICATE, rule.grants()));
            }
        }
        return Optional.empty();
    }

    /** How many rules there are. */
    public int size() {
        return rules.size();
    }
}
