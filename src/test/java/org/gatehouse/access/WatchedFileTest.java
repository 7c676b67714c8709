package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CapturedLog log = new CapturedLog(WatchedFile.class.getName());

    @TempDir
    private Path directory;

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void aFileThatIsWrittenOverIsReadAgain() throws IOException {
        Path file = write("one");
        WatchedFile<String> watched = watch(file);
        assertEquals("one", watched.get());

        Files.writeString(file, "two");

        awaitTable(watched, "two");
    }

    @Test
    void aFileThatIsReplacedIsReadAgainEvenIfItLooksTheSame() throws IOException {
        Path file = write("one");
        FileTime time = Files.getLastModifiedTime(file);
        WatchedFile<String> watched = watch(file);
        Path other = directory.resolve("other");
        Files.writeString(other, "two");
        Files.setLastModifiedTime(other, time);

        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

        awaitTable(watched, "two");
    }

    @Test
    void aFileMayGoAndComeBack() throws IOException {
        Path file = write("one");
        WatchedFile<String> watched = watch(file);

        Files.delete(file);
        awaitTable(watched, "missing");
        Files.writeString(file, "two");
        awaitTable(watched, "two");
    }

    @Test
    void aFileThatStaysAwayIsToldOnce() throws IOException {
        WatchedFile<String> watched = watch(directory.resolve("file"));
        assertEquals("missing", watched.get());
        FileStamp before = FileStamp.of(directory.resolve("file"));

        Files.writeString(directory.resolve("other"), "something else");

        assertTrue(FileStamp.of(directory.resolve("file")).isSameAs(before));
        assertEquals(List.of("WARNING " + directory.resolve("file") + " does not exist"), log.lines());
    }

    @Test
    void aLinkThatPointsElsewhereIsFollowed() throws IOException {
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, write("one"));
        WatchedFile<String> watched = watch(link);
        Path other = directory.resolve("other");
        Files.writeString(other, "two");
        Path next = Files.createSymbolicLink(directory.resolve("next"), other);

        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);

        awaitTable(watched, "two");
    }

    @Test
    void aBrokenFileChangesNothingAndIsToldOnce() throws IOException {
        Path file = write("one");
        WatchedFile<String> watched = watch(file);

        Files.writeString(file, "broken with secrets");
        await().atMost(SOON).until(() -> {
            assertEquals("one", watched.get());
            return errors().size() == 1;
        });
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        Files.writeString(file, "two");
        awaitTable(watched, "two");

        assertEquals(List.of("SEVERE " + file + " is broken and not used: line 1: told"), errors());
    }

    @Test
    void aFileThatIsBrokenFromTheStartCountsAsMissingUntilItIsMended() throws IOException {
        Path file = write("broken");
        WatchedFile<String> watched = watch(file);
        assertEquals("missing", watched.get());

        Files.writeString(file, "two");

        awaitTable(watched, "two");
    }

    @Test
    void aFileThatIsTooLongChangesNothing() throws IOException {
        Path file = write("one");
        WatchedFile<String> watched = watch(file);
        assertEquals("one", watched.get());

        Files.write(file, new byte[(16 << 20) + 1]);

        await().atMost(SOON).until(() -> {
            assertEquals("one", watched.get());
            return errors().size() == 1;
        });
        assertEquals(List.of("SEVERE " + file + " is not used: it is longer than 16777216 bytes"), errors());
    }

    @Test
    void warningsNameTheFileAndTheirNumberIsBounded() throws IOException {
        Path file = write("odd\n".repeat(30));

        watch(file);

        assertEquals("WARNING " + file + ", odd", log.lines().get(0));
        assertEquals("WARNING " + file + ": 10 more lines are odd", log.lines().get(20));
    }

    @Test
    void aDirectoryIsNotAFile() throws IOException {
        WatchedFile<String> watched = watch(Files.createDirectory(directory.resolve("file")));

        assertEquals("missing", watched.get());
        assertEquals(1, errors().size());
    }

    @Test
    void aFileThatMayStillBeInTheMakingHasNotRested() throws IOException {
        FileStamp present = FileStamp.of(write("one"));
        FileStamp missing = FileStamp.of(directory.resolve("nothing"));

        assertTrue(present.isOlderThan(Duration.ZERO));
        assertFalse(present.isOlderThan(Duration.ofDays(1)));
        assertTrue(missing.isOlderThan(Duration.ZERO));
        assertFalse(missing.isOlderThan(Duration.ofDays(1)));
    }

    private void awaitTable(WatchedFile<String> watched, String expected) {
        await().atMost(SOON).until(() -> watched.get().equals(expected));
    }

    private List<String> errors() {
        return log.lines().stream().filter(line -> line.startsWith("SEVERE")).toList();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("file"), text);
    }

    private static WatchedFile<String> watch(Path file) {
        return new WatchedFile<>(file, WatchedFileTest::parse, "missing");
    }

    private static String parse(byte[] content, Consumer<String> warnings) throws BrokenFileException {
        String text = new String(content, UTF_8);
        if (text.startsWith("odd")) {
            text.lines().forEach(warnings);
        }
        if (text.startsWith("broken")) {
            throw new BrokenFileException(1, "told");
        }
        return text;
    }
}
