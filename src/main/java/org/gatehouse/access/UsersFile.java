package org.gatehouse.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.gatehouse.access.TextLines.Line;

/**
 * Ganeti's users file ({@code ganeti-rapi}, "users file"): a user per line as {@code name password [options]}, the password
 * in clear, as {@code {cleartext}…} or as {@code {HA1}…}; options as {@link Grants} reads them. Immutable.
 */
public final class UsersFile {
    // Lines end and fields part where Python's splitlines and split say so.
    private static final Pattern OTHER_ENDS = Pattern.compile("[\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029]");
    private static final UsersFile EMPTY = new UsersFile(Map.of());

    private record User(StoredPassword password, Caller caller) {}

    private final Map<String, User> users;

    private UsersFile(Map<String, User> users) {
        this.users = Map.copyOf(users);
    }

    /** A file without users: nobody authenticates. */
    public static UsersFile empty() {
        return EMPTY;
    }

    /**
     * Reads a file. A line that is short of a password, or is not UTF-8, is skipped; of a name that repeats, the last line counts.
     *
     * @param warnings is told what is odd, by the line's number and without anything of its content
     */
    public static UsersFile parse(byte[] content, Consumer<String> warnings) {
        Map<String, User> users = new HashMap<>();
        for (Line line : TextLines.of(content, OTHER_ENDS)) {
            if (line.isIgnored()) {
                continue;
            }
            Consumer<String> warning = text -> warnings.accept("line " + line.number() + ": " + text);
            if (line.isUtf8()) {
                addUser(users, line.text(), warning);
            } else {
                warning.accept("skipped, it is not UTF-8");
            }
        }
        return new UsersFile(users);
    }

    /** The user of this name, if the password is theirs. */
    public Optional<Caller> authenticate(String user, String password) {
        Optional<User> known = Optional.ofNullable(users.get(user));
        boolean matches = StoredPassword.matches(known.map(User::password), user, password);
        return matches ? known.map(User::caller) : Optional.empty();
    }

    /** How many users there are. */
    public int size() {
        return users.size();
    }

    private static void addUser(Map<String, User> users, String line, Consumer<String> warning) {
        int nameEnd = endOfWord(line, 0);
        int start = startOfWord(line, nameEnd);
        if (start == line.length()) {
            warning.accept("skipped, it has no password");
            return;
        }
        int end = endOfWord(line, start);
        StoredPassword password = StoredPassword.parse(line.substring(start, end));
        password.findFlaw().ifPresent(flaw -> warning.accept(flaw + ", no password matches"));
        Grants grants = Grants.parse(line.substring(startOfWord(line, end)));
        if (!grants.unknownWords().isEmpty()) {
            // The words themselves could be a password that lost its way into the wrong field.
            warning.accept(grants.unknownWords().size() + " unknown option(s), which grant nothing");
        }
        String name = line.substring(0, nameEnd);
        users.put(name, new User(password, new Caller(name, Authentication.BASIC, grants)));
    }

    private static int startOfWord(String line, int from) {
        int i = from;
        while (i < line.length() && TextLines.isBlank(line.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int endOfWord(String line, int from) {
        int i = from;
        while (i < line.length() && !TextLines.isBlank(line.charAt(i))) {
            i++;
        }
        return i;
    }
}
