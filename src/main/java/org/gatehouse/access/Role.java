package org.gatehouse.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A word that stands for many permissions: Ganeti's two options of old, and Gatehouse's own roles. */
enum Role {
    /** Ganeti's option: open routes, and those whose access list names it. */
    READ("read", permission -> switch (permission.legacyAccess()) {
        case OPEN, READ -> true;
        case WRITE, NONE -> false;
    }),
    /** Ganeti's option: every route of Ganeti's, since every access list names it. */
    WRITE("write", permission -> switch (permission.legacyAccess()) {
        case OPEN, READ, WRITE -> true;
        case NONE -> false;
    }),
    /** Everything, what only Gatehouse has included. */
    ADMIN("@admin", permission -> true),
    /** Everything of Ganeti's that changes nothing. */
    READONLY("@readonly", permission -> !permission.changes() && permission.legacyAccess() != LegacyAccess.NONE);

    private final String word;
    private final Set<Permission> permissions;

    Role(String word, Predicate<Permission> test) {
        this.word = word;
        Set<Permission> matching = EnumSet.noneOf(Permission.class);
        Arrays.stream(Permission.values()).filter(test).forEach(matching::add);
        this.permissions = Collections.unmodifiableSet(matching);
    }

    static Optional<Role> find(String word) {
        return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
    }

    /** Whether the word is one that Ganeti's daemon knows, too. */
    boolean isLegacy() {
        return !word.startsWith("@");
    }

    Set<Permission> permissions() {
        return permissions;
    }
}
