package org.gatehouse.container;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Says whether the PEM files can be used, in the same words for either container and before one starts.
 *
 * <p>Arguments: the certificate, its key, the authorities of clients (or an empty string). Exit status 1, and one line on standard
 * error, if they cannot be used.
 */
public final class CertificateCheck {
    private CertificateCheck() {}

    /** See the class. */
    public static void main(String[] args) {
        try {
            Optional<Path> authorities = args[2].isEmpty() ? Optional.empty() : Optional.of(Path.of(args[2]));
            new TlsFiles(Path.of(args[0]), Path.of(args[1]), authorities).read();
        } catch (GeneralSecurityException e) {
            System.err.println("deploy/run: " + e.getMessage());
            System.exit(1);
        }
    }
}
