package org.gatehouse.access;

import java.security.Principal;
import java.util.Objects;
import java.util.Optional;

/**
 * Who sent a request.
 *
 * @param name the user's name, or the one that a certificate rule gives; empty for nobody
 * @param authentication how this is known
 * @param grants what the caller may do
 */
public record Caller(String name, Authentication authentication, Grants grants) implements Principal {
    /** Checks that nothing is missing. */
    public Caller {
        Objects.requireNonNull(name);
        Objects.requireNonNull(authentication);
        Objects.requireNonNull(grants);
    }

    /** Nobody in particular, with what is left to such a caller. */
    static Caller nobody(Grants grants) {
        return new Caller("", Authentication.NONE, grants);
    }

    @Override
    public String getName() {
        return name;
    }

    /** Whether the permission is held. */
    public boolean may(Permission permission) {
        return grants.hold(permission);
    }

    /**
     * Whether the caller holds the permission of this name, or all that the role of this name ({@code @admin},
     * {@code @readonly}, {@code read}, {@code write}) gives. A word that is neither is held by nobody.
     */
    public boolean isInRole(String word) {
        Optional<Permission> permission = Permission.find(word);
        if (permission.isPresent()) {
            return may(permission.get());
        }
        return Role.find(word).map(role -> grants.holdAll(role.permissions())).orElse(false);
    }
}
