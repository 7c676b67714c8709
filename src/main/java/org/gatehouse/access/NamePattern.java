package org.gatehouse.access;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import org.gatehouse.access.DistinguishedName.TypeAndValue;

/** A distinguished name whose values may hold {@code *} for any characters. Compared part by part, never as a text. */
final class NamePattern {
    private record AttributePattern(String type, Pattern value) {
        boolean matches(TypeAndValue attribute) {
            return type.equals(attribute.type())
                    && attribute.value() != null
                    && value.matcher(attribute.value()).matches();
        }
    }

    private final List<List<AttributePattern>> parts = new ArrayList<>();

    /** Reads RFC 4514; throws {@link IllegalArgumentException} if it is not, or is empty. */
    NamePattern(String text) {
        DistinguishedName name;
        try {
            name = DistinguishedName.parse(text);
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("not a distinguished name in the notation of RFC 4514", e);
        }
        if (name.parts().isEmpty()) {
            throw new IllegalArgumentException("a distinguished name is missing");
        }
        for (List<TypeAndValue> part : name.parts()) {
            parts.add(part.stream().map(NamePattern::pattern).toList());
        }
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

    /** Whether the name has these parts and attributes, in this order, and no others. */
    boolean matchesWhole(DistinguishedName name) {
        if (name.parts().size() != parts.size()) {
            return false;
        }
        Iterator<List<TypeAndValue>> candidates = name.parts().iterator();
        for (List<AttributePattern> part : parts) {
            List<TypeAndValue> candidate = candidates.next();
            boolean nothingElse = candidate.stream()
                    .allMatch(attribute -> part.stream().anyMatch(pattern -> pattern.matches(attribute)));
            if (!nothingElse || candidate.size() != part.size() || !contains(candidate, part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(List<TypeAndValue> candidate, List<AttributePattern> part) {
        return part.stream().allMatch(pattern -> candidate.stream().anyMatch(pattern::matches));
    }

    private static AttributePattern pattern(TypeAndValue attribute) {
        if (attribute.value() == null) {
            throw new IllegalArgumentException("the value of " + attribute.type() + " is not a text");
        }
        StringBuilder regex = new StringBuilder();
        for (String literal : attribute.value().split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return new AttributePattern(attribute.type(), Pattern.compile(regex.toString(), Pattern.DOTALL));
    }
}
