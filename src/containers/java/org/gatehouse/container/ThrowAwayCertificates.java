package org.gatehouse.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a certificate authority for trying things out, and PEM certificates and keys from it: {@code ca}, {@code
 * server}, {@code admin} and {@code reader}. The authority's own key is thrown away at once. Needs the JDK's {@code
 * keytool} and nothing else.
 *
 * <p>Arguments: the directory, then the host names and addresses of the server. A set that is there, is valid for
 * another day and was made for the same hosts is left alone.
 */
public final class ThrowAwayCertificates {
    private static final String DAYS = "30";
    private static final String PASSWORD = "throw-away";

    private final Path directory;
    private final Path store;

    private ThrowAwayCertificates(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("making.p12");
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        Set<String> hosts = new LinkedHashSet<>(List.of(args).subList(1, args.length));
        new ThrowAwayCertificates(Path.of(args[0])).make(String.join("\n", hosts), alternativeNames(hosts));
    }

    private void make(String hosts, String names) throws IOException, GeneralSecurityException, InterruptedException {
        Path madeFor = directory.resolve("hosts");
        if (Files.exists(madeFor) && Files.readString(madeFor).equals(hosts) && stillValid()) {
            return;
        }
        Files.deleteIfExists(madeFor);
        Files.deleteIfExists(store);
        generate("ca", "bc:c=ca:true,pathlen:0", "ku:c=keyCertSign,cRLSign");
        generate("server", "ku:c=digitalSignature", "eku=serverAuth", names);
        generate("admin", "ku:c=digitalSignature", "eku=clientAuth");
        generate("reader", "ku:c=digitalSignature", "eku=clientAuth");
        KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        write("ca.pem", "CERTIFICATE", made.getCertificate("ca").getEncoded());
        for (String name : List.of("server", "admin", "reader")) {
            Certificate certificate = made.getCertificate(name);
            Key key = made.getKey(name, PASSWORD.toCharArray());
            write(name + ".pem", "CERTIFICATE", certificate.getEncoded());
            write(name + ".key", "PRIVATE KEY", key.getEncoded());
        }
        Files.delete(store);
        Files.writeString(madeFor, hosts);
    }

    private boolean stillValid() throws IOException, GeneralSecurityException {
        KeyStore server = PemKeyStore.identity(directory.resolve("server.pem"), directory.resolve("server.key"));
        return ((X509Certificate) server.getCertificate("server"))
                .getNotAfter()
                .toInstant()
                .isAfter(Instant.now().plus(Duration.ofDays(1)));
    }

    private void generate(String name, String... extensions) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name + ",O=Gatehouse throw-away",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-validity",
                DAYS,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        if (!name.equals("ca")) {
            command.addAll(List.of("-signer", "ca"));
        }
        for (String extension : extensions) {
            command.addAll(List.of("-ext", extension));
        }
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + Files.readString(directory.resolve("keytool.log")));
        }
        Files.delete(directory.resolve("keytool.log"));
    }

    private void write(String file, String kind, byte[] der) throws IOException {
        Path path = directory.resolve(file);
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                path,
                "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private static String alternativeNames(Set<String> hosts) {
        List<String> names = new ArrayList<>();
        for (String host : hosts) {
            boolean address = host.contains(":") || host.matches("[0-9.]+");
            names.add((address ? "ip:" : "dns:") + host);
        }
        return "san=" + String.join(",", names);
    }
}
