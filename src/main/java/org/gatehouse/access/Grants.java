package org.gatehouse.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The permissions that a caller holds. They are spelled as a list of words separated by commas:
 *
 * <ul>
 *   <li>Ganeti's options {@code read} and {@code write} mean what they mean to Ganeti's daemon, including its open routes;
 *   <li>{@code @admin} is everything, {@code @readonly} everything of Ganeti's that changes nothing;
 *   <li>{@code instances.query} and its like add one permission;
 *   <li>{@code +x} and {@code -x} add and take away a permission or a role.
 * </ul>
 *
 * <p>A list that holds none of Gatehouse's own words may use the open routes, whatever else it says: so Ganeti does it. Any
 * word of Gatehouse's own makes the list exact: it then starts from what {@code read} and {@code write} give if they are in
 * it, else from nothing, and its other words apply from left to right. {@link Permission#PUBLIC} is never taken away.
 * Immutable.
 */
public final class Grants {
    private static final Set<Permission> LEAST = EnumSet.of(Permission.ANYONE, Permission.PUBLIC);
    private static final Grants NONE = new Grants(LEAST, List.of());
    private static final Grants OPEN = parse("");

    private final Set<Permission> permissions;
    private final List<String> unknownWords;

    private Grants(Set<Permission> permissions, List<String> unknownWords) {
        this.permissions = Collections.unmodifiableSet(EnumSet.copyOf(permissions));
        this.unknownWords = List.copyOf(unknownWords);
    }

    /** What is public, and nothing else. */
    public static Grants none() {
        return NONE;
    }

    /** The open routes: what a user without any option may use. */
    public static Grants open() {
        return OPEN;
    }

    /** Reads a list of words. Unknown ones grant nothing; {@link #unknownWords()} tells them. */
    public static Grants parse(String list) {
        List<String> words = new ArrayList<>();
        for (String word : list.split(",", -1)) {
            String trimmed = word.strip();
            if (!trimmed.isEmpty()) {
                words.add(trimmed);
            }
        }
        List<String> unknown = new ArrayList<>();
        Set<Permission> permissions = start(words);
        for (String word : words) {
            if (Role.find(word).filter(Role::isLegacy).isPresent()) {
                continue;
            }
            boolean signed = word.startsWith("+") || word.startsWith("-");
            Optional<Set<Permission>> meant = findMeaning(signed ? word.substring(1) : word);
            if (meant.isEmpty()) {
                unknown.add(word);
            } else if (word.startsWith("-")) {
                permissions.removeAll(meant.get());
            } else {
                permissions.addAll(meant.get());
            }
        }
        permissions.addAll(LEAST);
        return new Grants(permissions, unknown);
    }

    /** Whether the permission is held. */
    public boolean hold(Permission permission) {
        return permissions.contains(permission);
    }

    /** Whether every one of these is held. */
    boolean holdAll(Collection<Permission> several) {
        return permissions.containsAll(several);
    }

    /** The permissions held. */
    public Set<Permission> permissions() {
        return permissions;
    }

    /** The words of the list that mean nothing here. */
    public List<String> unknownWords() {
        return unknownWords;
    }

    private static Set<Permission> start(List<String> words) {
        Set<Permission> start = EnumSet.noneOf(Permission.class);
        if (words.stream().noneMatch(Grants::isOwn)) {
            Role.READ.permissions().stream()
                    .filter(permission -> permission.legacyAccess() == LegacyAccess.OPEN)
                    .forEach(start::add);
        }
        words.stream()
                .flatMap(word -> Role.find(word).stream())
                .filter(Role::isLegacy)
                .forEach(role -> start.addAll(role.permissions()));
        return start;
    }

    /** Whether Ganeti's daemon could not know the word. A misspelled one counts, or a slip would open the open routes. */
    private static boolean isOwn(String word) {
        char first = word.charAt(0);
        return first == '@'
                || first == '+'
                || first == '-'
                || word.indexOf('.') >= 0
                || findMeaning(word).isPresent();
    }

    private static Optional<Set<Permission>> findMeaning(String word) {
        Optional<Set<Permission>> role =
                Role.find(word).filter(found -> !found.isLegacy()).map(Role::permissions);
        return role.or(() -> Permission.find(word).map(Set::of));
    }

    @Override
    public String toString() {
        return permissions.toString();
    }
}
