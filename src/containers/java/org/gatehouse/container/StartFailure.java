package org.gatehouse.container;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The end of a container that did not start: one last line says why. It goes to standard error, which may be a log file, and to
 * the file that the system property {@code gatehouse.told} names, which is the terminal then.
 */
public final class StartFailure {
    private static final String TOLD = "gatehouse.told";
    private static final String SETTINGS = "org.gatehouse.app.SettingsException";
    private static final int DEEPEST = 16;

    private StartFailure() {}

    /** Prints why and ends the process with status 1. */
    public static void end(Throwable failure) {
        String line = "Gatehouse does not start: " + reason(failure) + "\n";
        System.err.print(line);
        System.err.flush();
        String told = System.getProperty(TOLD, "");
        if (!told.isEmpty()) {
            try (FileOutputStream terminal = new FileOutputStream(told, true)) {
                terminal.write(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It is in the log.
            }
        }
        // Not exit(): shutdown hooks would wait for the thread that this one may be.
        Runtime.getRuntime().halt(1);
    }

    /** Whether the failure comes from settings, files or ports, and its message tells all. */
    public static boolean isExplained(Throwable failure) {
        Throwable root = root(failure);
        return root.getClass().getName().equals(SETTINGS)
                || root instanceof IOException
                || root instanceof java.security.GeneralSecurityException
                || (root instanceof IllegalArgumentException && root.getMessage() != null);
    }

    /** The message of the first cause; with the one of what it broke, if that says more, such as the address of a listener. */
    static String reason(Throwable failure) {
        Throwable root = root(failure);
        String text = text(root);
        if (root.getClass().getName().equals(SETTINGS)) {
            return text;
        }
        for (Throwable each = failure; each != root; each = each.getCause()) {
            String outer = each.getMessage();
            if (outer != null && each instanceof IOException) {
                return oneLine(outer.contains(text) ? outer : outer + ": " + text);
            }
        }
        return text;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
            root = root.getCause();
        }
        return root;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        boolean settings = failure.getClass().getName().equals(SETTINGS);
        // The message of an exception about a file is often its name and nothing else.
        return oneLine(
                message == null
                                || failure instanceof java.nio.file.FileSystemException
                                || (!settings && !(failure instanceof IOException))
                        ? failure.toString()
                        : message);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\p{Cntrl}]+\\s*", " ");
    }
}
