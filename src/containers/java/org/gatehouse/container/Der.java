package org.gatehouse.container;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** As much of DER (X.690) as the structures around private keys need. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    /** The constructed, context-specific tag 0. */
    static final int CONTEXT_0 = 0xa0;

    private Der() {}

    /**
     * One encoded value.
     *
     * @param tag its identifier octet
     * @param content what is inside
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Value(int tag, byte[] content) {
        /** The values inside a constructed one. */
        List<Value> parts() throws GeneralSecurityException {
            return values(content);
        }

        byte[] encoded() {
            return encode(tag, content);
        }
    }

    /** Encodes a value that consists of these parts. */
    static byte[] encode(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            // No leading zero: DER knows one encoding of each length.
            int from = digits[0] == 0 ? 1 : 0;
            whole.write(0x80 | digits.length - from);
            whole.write(digits, from, digits.length - from);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    /** The values that follow each other in these bytes. */
    static List<Value> values(byte[] bytes) throws GeneralSecurityException {
        List<Value> values = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int tag = octet(bytes, at++);
            int length = octet(bytes, at++);
            if (length >= 0x80) {
                int digits = length - 0x80;
                length = 0;
                for (int i = 0; i < digits && length <= bytes.length; i++) {
                    length = length << 8 | octet(bytes, at++);
                }
            }
            if (length > bytes.length - at) {
                throw new GeneralSecurityException("its DER encoding is damaged");
            }
            values.add(new Value(tag, Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return values;
    }

    /** The one value that these bytes begin with, which must have this tag. */
    static Value value(int tag, byte[] bytes) throws GeneralSecurityException {
        List<Value> values = values(bytes);
        if (values.isEmpty() || values.get(0).tag() != tag) {
            throw new GeneralSecurityException("its DER encoding is damaged");
        }
        return values.get(0);
    }

    private static int octet(byte[] bytes, int at) throws GeneralSecurityException {
        if (at >= bytes.length) {
            throw new GeneralSecurityException("its DER encoding is damaged");
        }
        return bytes[at] & 0xff;
    }
}
