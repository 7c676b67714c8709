package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which certificate is which caller. One rule per line, {@code conditions -> [name=NAME] grants}; the first rule whose
 * conditions all hold decides. Conditions are separated by semicolons:
 *
 * <ul>
 *   <li>{@code subject CN=backup-*, O=Example}: the subject has each of these attributes, wherever they stand;
 *   <li>{@code subject-dn CN=ci, O=Example}: the subject is this and nothing more, in this order (RFC 4514: the most
 *       specific first);
 *   <li>{@code issuer …}, {@code issuer-dn …}: the same of the issuer;
 *   <li>{@code fingerprint sha256:AB:CD:…}: the SHA-256 of the certificate itself.
 * </ul>
 *
 * <p>Names are written as RFC 4514 says (a comma, plus, semicolon, {@code >} or the like inside a value after a
 * backslash); a {@code *} stands for any characters of one value, never for more than one. Types compare without regard to
 * case, values exactly. Multi-valued parts ({@code CN=a+UID=b}) must be met by one part. Grants are as {@link Grants} says,
 * but an unknown word is an error. The caller's name is NAME (in quotes if it holds blanks), else the subject's most specific
 * CN, else its whole name. Empty lines and lines that start with {@code #} count for nothing. Immutable.
 */
public final class RulesFile {
    private static final RulesFile EMPTY = new RulesFile(List.of());

    private final List<CertificateRule> rules;

    private RulesFile(List<CertificateRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No rules: no certificate is anybody. */
    public static RulesFile empty() {
        return EMPTY;
    }

    /** Reads a file; the first line that is wrong is the exception's. */
    public static RulesFile parse(byte[] content) throws BrokenFileException {
        List<CertificateRule> rules = new ArrayList<>();
        int number = 0;
        for (String raw : decode(content).split("\r?\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                rules.add(RuleParser.parse(line));
            } catch (IllegalArgumentException e) {
                throw new BrokenFileException(number, e.getMessage());
            }
        }
        return new RulesFile(rules);
    }

    /** The caller that the first matching rule makes of a certificate whose chain the container has verified. */
    public Optional<Caller> findCaller(X509Certificate certificate) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        CertificateFacts facts = new CertificateFacts(certificate);
        for (CertificateRule rule : rules) {
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

    private static String decode(byte[] content) throws BrokenFileException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new BrokenFileException("it is not UTF-8");
        }
    }
}
