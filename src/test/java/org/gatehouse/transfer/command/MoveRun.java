package org.gatehouse.transfer.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the command that moves an instance.
 *
 * @param status its exit status
 * @param said what it wrote
 */
public record MoveRun(int status, String said) {

    /** Runs it. */
    public static MoveRun of(RapiAccess from, RapiAccess to, String... more) {
        List<String> words = new ArrayList<>();
        add(words, "--from", from);
        add(words, "--to", to);
        words.addAll(List.of(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int status = new MoveCommand(print, print, false).run(words);
        return new MoveRun(status, out.toString(StandardCharsets.UTF_8));
    }

    private static void add(List<String> words, String side, RapiAccess access) {
        words.addAll(List.of(
                side, access.cluster().toString(), side + "-user", access.user().orElseThrow()));
        words.addAll(List.of(
                side + "-password-file", access.passwordFile().orElseThrow().toString()));
        words.addAll(List.of(side + "-cert", access.certificate().orElseThrow().toString()));
        words.addAll(List.of(side + "-ca", access.authority().orElseThrow().toString()));
    }
}
