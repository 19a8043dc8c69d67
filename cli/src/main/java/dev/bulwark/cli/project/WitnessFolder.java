package dev.bulwark.cli.project;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.keys.Passphrase;
import dev.bulwark.kernel.keys.SelfSignedCertificate;
import dev.bulwark.kernel.keys.WitnessKeys;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.witness.KnownLogs;
import dev.bulwark.ledger.witness.TlsMaterial;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a witness's things are; a folder of its own, never a project's.
 *
 * @param root absolute
 */
public record WitnessFolder(Path root) {
    private static final Duration VALIDITY = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final int LINE = 64;

    /** The witness at a folder. */
    public static WitnessFolder at(Path path) {
        return new WitnessFolder(path.toAbsolutePath().normalize());
    }

    /** The keys, PKCS#12. */
    public Path keys() {
        return root.resolve("keys").resolve("witness.p12");
    }

    private Path passphrase() {
        return root.resolve("keys").resolve("passphrase");
    }

    /** What was cosigned last, for each log. */
    public Path state() {
        return root.resolve("state");
    }

    /** The logs it cosigns. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Its verifier keys, one a line. */
    public Path verifiers() {
        return root.resolve("witness.vkeys");
    }

    /** The certificate it made for itself; clients are given it to trust. */
    public Path certificate() {
        return root.resolve("certificate.pem");
    }

    private PassphraseSource passphrases(
            Map<String, String> environment, Optional<Console> console) {
        return new PassphraseSource(keys(), passphrase(), environment, console);
    }

    /**
     * Makes the witness: keys, and its public files.
     *
     * @param name of the witness, a URL without scheme
     * @throws BulwarkException if there is one already, or the folder is a project's
     */
    public List<VerifierKey> create(
            String name,
            KnownLogs known,
            Map<String, String> environment,
            Optional<Console> console,
            InstantSource clock)
            throws IOException {
        if (Files.exists(ProjectFolder.at(root).state())
                || Files.exists(ProjectFolder.at(root).configuration())) {
            throw new BulwarkException(
                    "WITNESS_IN_PROJECT",
                    "'" + root + "' is a project; a witness beside its log is restored with it",
                    "make the witness in a folder of its own, better on another machine");
        }
        if (Files.exists(keys(), LinkOption.NOFOLLOW_LINKS)) {
            throw new BulwarkException(
                    "WITNESS_EXISTS",
                    "there is a witness in '" + root + "' already",
                    "run it with 'bulwark witness run', or choose another folder");
        }
        Files.createDirectories(root);
        privateFolder(root.resolve("keys"));
        try (Passphrase fresh = passphrases(environment, console).fresh()) {
            WitnessKeys made = WitnessKeys.create(keys(), fresh, clock.instant());
            List<VerifierKey> verifiers = verifiers(name, made);
            write(
                    verifiers(),
                    String.join("\n", verifiers.stream().map(VerifierKey::vkey).toList()) + "\n");
            write(logs(), known.format());
            certificate(made, "localhost", clock.instant());
            return verifiers;
        }
    }

    private static void privateFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectory(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } catch (UnsupportedOperationException e) {
                throw new BulwarkException(
                        "KEYS_FOLDER_UNSAFE",
                        "the file system of '" + folder + "' knows no owners",
                        "keep the witness on a file system that does",
                        e);
            }
        }
    }

    private static List<VerifierKey> verifiers(String name, WitnessKeys keys) {
        return List.of(
                VerifierKey.of(name, SignatureType.ED25519_COSIGNATURE, keys.ed25519().getPublic()),
                VerifierKey.of(
                        name, SignatureType.ML_DSA_44_COSIGNATURE, keys.mlDsa44().getPublic()));
    }

    /** The verifier keys as they were written; needs no secret. */
    public List<VerifierKey> readVerifiers() throws IOException {
        requireThere();
        List<VerifierKey> keys = new ArrayList<>();
        for (String line : Files.readAllLines(verifiers(), StandardCharsets.UTF_8)) {
            keys.add(VerifierKey.parse(line.strip()));
        }
        if (keys.isEmpty()) {
            throw new BulwarkException(
                    "WITNESS_KEYS_MISSING",
                    "'" + verifiers() + "' lists no key",
                    "restore it from a backup of the witness's folder");
        }
        return keys;
    }

    private void requireThere() {
        if (!Files.isRegularFile(keys()) || !Files.isRegularFile(verifiers())) {
            throw new BulwarkException(
                    "WITNESS_MISSING",
                    "there is no witness in '" + root + "'",
                    "make one with 'bulwark witness init --name witness.example/w1 " + root + "'");
        }
    }

    /** Unlocks the keys. */
    public WitnessKeys unlock(Map<String, String> environment, Optional<Console> console)
            throws IOException {
        requireThere();
        try (Passphrase passphrase = passphrases(environment, console).existing()) {
            return WitnessKeys.open(keys(), passphrase);
        }
    }

    /** What signs; its public keys must be those that were given away. */
    public List<NoteSigner> signers(WitnessKeys keys, InstantSource clock) throws IOException {
        List<VerifierKey> published = readVerifiers();
        String name = published.getFirst().name();
        if (!published.equals(verifiers(name, keys))) {
            throw new BulwarkException(
                    "WITNESS_KEYS_DIFFER",
                    "the keys in '%s' are not those in '%s'".formatted(keys(), verifiers()),
                    "restore both files from one backup");
        }
        return List.of(
                NoteSigner.cosigner(name, SignatureType.ED25519_COSIGNATURE, keys.ed25519(), clock),
                NoteSigner.cosigner(
                        name, SignatureType.ML_DSA_44_COSIGNATURE, keys.mlDsa44(), clock));
    }

    /** The known logs, after more were added and written. */
    public KnownLogs logs(List<VerifierKey> more) throws IOException {
        KnownLogs known = KnownLogs.read(logs());
        if (more.isEmpty()) {
            return known;
        }
        KnownLogs all = known.with(more);
        write(logs(), all.format());
        return all;
    }

    /** The certificate it made for itself, made again if it expires or has another name. */
    public X509Certificate certificate(WitnessKeys keys, String host, Instant now)
            throws IOException {
        if (Files.isRegularFile(certificate())) {
            X509Certificate found = TlsMaterial.certificates(certificate()).getFirst();
            if (fits(found, keys, host, now)) {
                return found;
            }
        }
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        if (!names.contains(host)) {
            names.add(host);
        }
        X509Certificate made =
                SelfSignedCertificate.issue(
                        keys.tls(),
                        "bulwark witness",
                        names,
                        now.minus(Duration.ofMinutes(5)),
                        VALIDITY);
        try {
            write(certificate(), pem(made.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was made has a DER form", e);
        }
        return made;
    }

    private static boolean fits(X509Certificate found, WitnessKeys keys, String host, Instant now) {
        try {
            return found.getPublicKey().equals(keys.tls().getPublic())
                    && now.plus(RENEW_BEFORE).isBefore(found.getNotAfter().toInstant())
                    && found.getSubjectAlternativeNames() != null
                    && found.getSubjectAlternativeNames().stream()
                            .anyMatch(name -> name.contains(host));
        } catch (GeneralSecurityException e) {
            return false; // then it is made again
        }
    }

    private static String pem(byte[] der) {
        Base64.Encoder base64 =
                Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN CERTIFICATE-----\n"
                + base64.encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** Replaces a file as a whole. */
    private static void write(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, content);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
