package org.gatehouse.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A word that stands for many permissions: Ganeti's two options of old, and Gatehouse's own roles. */
enum Role {
    /** Ganeti's option: open routes, and those whose access list names it. */
    READ("read"),
    /** Ganeti's option: every route of Ganeti's, since every access list names it. */
    WRITE("write"),
    /** Everything, what only Gatehouse has included. */
    ADMIN("@admin"),
    /** Everything of Ganeti's that changes nothing. */
    READONLY("@readonly");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    static Optional<Role> find(String word) {
        return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
    }

    /** Whether the word is one that Ganeti's daemon knows, too. */
    boolean isLegacy() {
        return switch (this) {
            case READ, WRITE -> true;
            case ADMIN, READONLY -> false;
        };
    }

    /** What it stands for; the set is the caller's own. */
    Set<Permission> permissions() {
        Set<Permission> permissions = EnumSet.allOf(Permission.class);
        permissions.removeIf(permission -> !includes(permission));
        return permissions;
    }

    private boolean includes(Permission permission) {
        LegacyAccess access = permission.legacyAccess();
        return switch (this) {
            case READ -> access == LegacyAccess.OPEN || access == LegacyAccess.READ;
            case WRITE -> access != LegacyAccess.NONE;
            case ADMIN -> true;
            case READONLY -> access != LegacyAccess.NONE && !permission.changes();
        };
    }
}
