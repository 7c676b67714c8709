package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Ganeti's users file ({@code ganeti-rapi}, "users file"): a user per line as {@code name password [options]}, the password
 * in clear, as {@code {cleartext}…} or as {@code {HA1}…}; options as {@link Grants} reads them. Immutable.
 */
public final class UsersFile {
    private static final Logger LOG = System.getLogger(UsersFile.class.getName());
    // Lines end and fields part where Python's splitlines and split say so.
    private static final Pattern LINE_END = Pattern.compile("\r\n|[\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029]");
    private static final String BLANKS = "[\\s\u001c-\u001f]";
    private static final Pattern SEPARATOR = Pattern.compile(BLANKS + "+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern MARGIN =
            Pattern.compile("\\A" + BLANKS + "+|" + BLANKS + "+\\z", Pattern.UNICODE_CHARACTER_CLASS);

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
     * Reads a file. A line that is short of a password is skipped; of a name that repeats, the last line counts. What is odd
     * is logged as a warning by its line number. Throws only if the bytes are not UTF-8.
     */
    public static UsersFile parse(byte[] content) throws BrokenFileException {
        Map<String, User> users = new HashMap<>();
        int number = 0;
        for (String raw : LINE_END.split(decode(content), -1)) {
            number++;
            String line = MARGIN.matcher(raw).replaceAll("");
            if (!line.isEmpty() && !line.startsWith("#")) {
                addUser(users, line, number);
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

    private static void addUser(Map<String, User> users, String line, int number) {
        String[] fields = SEPARATOR.split(line, 3);
        if (fields.length < 2) {
            LOG.log(Level.WARNING, "users file, line {0,number,#}: skipped, it has no password", number);
            return;
        }
        StoredPassword password = StoredPassword.parse(fields[1]);
        if (password.isUseless()) {
            LOG.log(Level.WARNING, "users file, line {0,number,#}: unknown form of password, none matches", number);
        }
        Grants grants = Grants.parse(fields.length < 3 ? "" : fields[2]);
        if (!grants.unknownWords().isEmpty()) {
            // The words themselves could be a password that lost its way into the wrong field.
            LOG.log(
                    Level.WARNING,
                    "users file, line {0,number,#}: {1,number,#} unknown option(s), which grant nothing",
                    number,
                    grants.unknownWords().size());
        }
        users.put(fields[0], new User(password, new Caller(fields[0], Authentication.BASIC, grants)));
    }

    private static String decode(byte[] content) throws BrokenFileException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new BrokenFileException("it is not UTF-8");
        }
    }
}
