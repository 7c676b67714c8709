package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.embedded.pattern.PerlPattern;

/** A filter of the query language, understood but not yet applied to any kind of thing. */
sealed interface Filter {

    /** Which way {@link Order} compares. */
    enum Relation {
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST;

        /** Whether it holds for the result of a comparison. */
        boolean holds(int compared) {
            return switch (this) {
                case LESS -> compared < 0;
                case AT_MOST -> compared <= 0;
                case GREATER -> compared > 0;
                case AT_LEAST -> compared >= 0;
            };
        }
    }

    /** No filter: everything passes. */
    record Everything() implements Filter {}

    /** All of these. */
    record And(List<Filter> parts) implements Filter {}

    /** Any of these. */
    record Or(List<Filter> parts) implements Filter {}

    /** Not this. */
    record Not(Filter part) implements Filter {}

    /** The field is true. */
    record True(String field) implements Filter {}

    /** The field is that string or integer. */
    record Equal(String field, Object value) implements Filter {}

    /** The field is smaller or larger than that string or integer. */
    record Order(String field, Relation relation, Object value) implements Filter {}

    /** The pattern is found somewhere in the field. */
    record Match(String field, PerlPattern pattern) implements Filter {}

    /** The field is a list that contains that string or integer. */
    record Contains(String field, Object value) implements Filter {}

    /**
     * The values that {@code field} is compared with, in their order, if the filter asks for nothing but that it is one of
     * them.
     */
    default Optional<List<Object>> named(String field) {
        if (this instanceof Equal equal && equal.field().equals(field)) {
            return Optional.of(List.of(equal.value()));
        }
        if (!(this instanceof Or or)) {
            return Optional.empty();
        }
        List<Object> names = new ArrayList<>();
        for (Filter part : or.parts()) {
            Optional<List<Object>> more = part.named(field);
            if (more.isEmpty()) {
                return more;
            }
            names.addAll(more.get());
        }
        return Optional.of(names);
    }
}
