package org.gatehouse.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.access.DistinguishedName.Attribute;

/**
 * A distinguished name whose values may hold {@code *} for any characters. Compared part by part, never as a text. It is written as RFC 4514
 * says, or as {@code openssl x509 -subject} prints a name.
 */
final class NamePattern {
    private final List<List<AttributePattern>> parts = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();

    /** One attribute: the types it may have and either a text with wildcards, or the exact encoding of the value. */
    private record AttributePattern(Set<String> types, List<String> literals, Optional<byte[]> der) {
        boolean matches(Attribute attribute) {
            if (!types.contains(attribute.type())) {
                return false;
            }
            return der.isPresent()
                    ? Arrays.equals(der.get(), attribute.der())
                    : attribute.text().filter(this::fits).isPresent();
        }

        /** Looks for each literal behind the one before, so that it takes no longer than the text is long. */
        private boolean fits(String text) {
            String first = literals.get(0);
            if (literals.size() == 1) {
                return text.equals(first);
            }
            String last = literals.get(literals.size() - 1);
            int end = text.length() - last.length();
            if (!text.startsWith(first) || end < first.length() || !text.endsWith(last)) {
                return false;
            }
            int from = first.length();
            for (String literal : literals.subList(1, literals.size() - 1)) {
                int found = text.indexOf(literal, from);
                if (found < 0 || found + literal.length() > end) {
                    return false;
                }
                from = found + literal.length();
            }
            return true;
        }
    }

    /** Reads a name; throws {@link IllegalArgumentException} if it is none, or is empty. */
    NamePattern(String text) {
        for (List<NameNotation.Attribute> part : NameNotation.parse(text)) {
            parts.add(part.stream().map(this::pattern).toList());
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a distinguished name is missing");
        }
    }

    /** Why no certificate can match; empty if one can. */
    Optional<String> findFlaw() {
        return flaws.stream().findFirst();
    }

    /** Whether each part of the pattern is met by some part of the name. */
    boolean isFoundIn(DistinguishedName name) {
        for (List<AttributePattern> part : parts) {
            if (name.parts().stream().noneMatch(candidate -> contains(candidate, part))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the name has these parts and attributes, in this order, and no others. The order may be that of RFC 4514, the most specific
     * part first, or that of {@code openssl x509 -subject}, which is the reverse.
     */
    boolean matchesWhole(DistinguishedName name) {
        List<List<Attribute>> reversed = new ArrayList<>(name.parts());
        Collections.reverse(reversed);
        return matchesInOrder(name.parts()) || matchesInOrder(reversed);
    }

    private boolean matchesInOrder(List<List<Attribute>> candidates) {
        if (candidates.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            List<AttributePattern> part = parts.get(i);
            List<Attribute> candidate = candidates.get(i);
            boolean nothingElse = candidate.stream()
                    .allMatch(attribute -> part.stream().anyMatch(pattern -> pattern.matches(attribute)));
            if (!nothingElse || candidate.size() != part.size() || !contains(candidate, part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(List<Attribute> candidate, List<AttributePattern> part) {
        return part.stream().allMatch(pattern -> candidate.stream().anyMatch(pattern::matches));
    }

    private AttributePattern pattern(NameNotation.Attribute attribute) {
        Set<String> types = AttributeTypes.find(attribute.type());
        if (types.isEmpty()) {
            flaws.add("no type of attribute is called " + LogText.of(attribute.type()));
        }
        if (attribute.der().isPresent()) {
            return new AttributePattern(types, List.of(), attribute.der());
        }
        if (attribute.value().isEmpty()) {
            flaws.add("the value of " + LogText.of(attribute.type()) + " is empty");
        }
        return new AttributePattern(types, List.of(attribute.value().split("\\*", -1)), Optional.empty());
    }
}
