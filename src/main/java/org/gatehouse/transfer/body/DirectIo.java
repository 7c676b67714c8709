package org.gatehouse.transfer.body;

import java.nio.file.OpenOption;
import java.util.Arrays;

/**
 * The JDK's option for opening a file past the page cache. It is looked up by name: the class that has it is not part of the
 * Java API, and compilers from JDK 21 on warn of it.
 */
public final class DirectIo {
    private static final String OPTIONS = "com.sun.nio.file.ExtendedOpenOption";
    private static final String DIRECT = "DIRECT";

    private DirectIo() {}

    /**
     * Returns the option. The file system may still refuse it.
     *
     * @throws UnsupportedOperationException if this JDK has no such option
     */
    public static OpenOption option() {
        try {
            return Arrays.stream(Class.forName(OPTIONS).getEnumConstants())
                    .filter(each -> each.toString().equals(DIRECT))
                    .map(OpenOption.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new UnsupportedOperationException(OPTIONS + " has no " + DIRECT));
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("no " + OPTIONS, e);
        }
    }
}
