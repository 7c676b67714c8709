package org.gatehouse.http;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import java.io.Serial;

/** Which ASCII characters are escaped in JSON texts: the usual ones and DEL, which is not printable. */
final class PythonEscapes extends CharacterEscapes {
    @Serial
    private static final long serialVersionUID = 1L;

    static final PythonEscapes INSTANCE = new PythonEscapes();

    private static final int DEL = 0x7f;

    private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

    private PythonEscapes() {
        escapes[DEL] = CharacterEscapes.ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        return escapes;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
        return null;
    }
}
