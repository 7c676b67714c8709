package org.gatehouse.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"gr\u00fcn", "gr\u00fcn\n", "gr\u00fcn\r\n", "\ufeffgr\u00fcn\r\n", "gr\u00fcn \t\nmore\n"})
    void theFirstLineIsThePassword(String content) throws IOException {
        assertEquals("gr\u00fcn", PasswordFile.read(Files.writeString(directory.resolve("file"), content)));
    }

    @Test
    void whatIsNoPasswordIsNamed() throws IOException {
        Path file = directory.resolve("file");

        assertEquals(file + ", line 1: there is no password", complaint(new byte[0]));
        assertEquals(file + ", line 1: there is no password", complaint("\nsecret".getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                file + ", line 1: the password is not UTF-8",
                complaint("gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(file + ": longer than 65536 bytes, which no password file is", complaint(new byte[70_000]));
    }

    private String complaint(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("file"), content);
        return assertThrows(IOException.class, () -> PasswordFile.read(file)).getMessage();
    }
}
