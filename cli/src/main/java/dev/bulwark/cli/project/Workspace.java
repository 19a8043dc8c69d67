package dev.bulwark.cli.project;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.keys.KeyStoreFile;
import dev.bulwark.kernel.keys.Passphrase;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.log.CheckpointWitnesses;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project that is open for work: its keys unlocked, its ledger held. */
public final class Workspace implements AutoCloseable {
    private static final String PKCS11 = "BULWARK_PKCS11_CONFIG";

    private final ProjectFolder folder;
    private final SigningKeys keys;
    private final Ledger ledger;
    private final InstantSource clock;

    private Workspace(ProjectFolder folder, SigningKeys keys, Ledger ledger, InstantSource clock) {
        this.folder = folder;
        this.keys = keys;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Opens a project. The first time, keys are made.
     *
     * @param system the system's name, part of the ledger's
     */
    public static Workspace open(
            ProjectFolder folder,
            String system,
            Map<String, String> environment,
            Optional<Console> console,
            InstantSource clock)
            throws IOException {
        return open(folder, system, environment, console, clock, Optional.empty());
    }

    /**
     * As above, with witnesses: every checkpoint needs their cosignatures, and one that has seen
     * more of the ledger than is here refuses at once.
     */
    public static Workspace open(
            ProjectFolder folder,
            String system,
            Map<String, String> environment,
            Optional<Console> console,
            InstantSource clock,
            Optional<ProjectWitnesses> witnesses)
            throws IOException {
        PassphraseSource passphrases = new PassphraseSource(folder, environment, console);
        SigningKeys keys =
                folder.hasKeys() ? unlock(folder, passphrases) : create(folder, passphrases, clock);
        keys = withToken(keys, environment, passphrases);
        String origin = origin(folder, system, keys);
        writePublic(folder, origin, keys);
        Ledger ledger =
                Ledger.open(
                        folder.ledger(),
                        NoteSigner.ofLog(origin, keys.ed25519()),
                        List.of(),
                        witnesses.map(ProjectWitnesses::witnesses).orElse(CheckpointWitnesses.NONE),
                        clock);
        boolean opened = false;
        try {
            witnesses.ifPresent(each -> each.requireNotAhead(folder, ledger.logKey()));
            opened = true;
            return new Workspace(folder, keys, ledger, clock);
        } finally {
            if (!opened) {
                ledger.close();
            }
        }
    }

    private static SigningKeys unlock(ProjectFolder folder, PassphraseSource passphrases)
            throws IOException {
        try (Passphrase passphrase = passphrases.existing()) {
            return KeyStoreFile.open(folder.signingKeys(), passphrase);
        }
    }

    /** Makes the keys of a project that has none. */
    public static SigningKeys create(
            ProjectFolder folder, PassphraseSource passphrases, InstantSource clock)
            throws IOException {
        folder.createKeyFolder();
        try (Passphrase passphrase = passphrases.fresh()) {
            return KeyStoreFile.create(folder.signingKeys(), passphrase, clock.instant());
        }
    }

    private static SigningKeys withToken(
            SigningKeys keys, Map<String, String> environment, PassphraseSource passphrases)
            throws IOException {
        String configuration = environment.getOrDefault(PKCS11, "");
        if (configuration.isEmpty()) {
            return keys;
        }
        try (Passphrase pin = passphrases.pin()) {
            return KeyStoreFile.withToken(Path.of(configuration), pin, keys);
        }
    }

    /** The name a log once has it keeps; a new one is told apart by its key. */
    private static String origin(ProjectFolder folder, String system, SigningKeys keys)
            throws IOException {
        if (Files.exists(folder.logKey())) {
            return logKey(folder, List.of(keys.ed25519().getPublic())).name();
        }
        return newOrigin(system, keys.ed25519().getPublic());
    }

    private static String newOrigin(String system, PublicKey ed25519) {
        String key = Digest.of(ed25519.getEncoded()).hex();
        return "bulwark.dev/log/" + system + "/" + key.substring(0, 16);
    }

    /**
     * The ledger's verifier key, also before the ledger has its first entry: a witness must know it
     * by then. Needs no secret.
     *
     * @throws BulwarkException if the project has no keys yet
     */
    public static VerifierKey announcedLogKey(ProjectFolder folder, String system)
            throws IOException {
        List<PublicKey> keys = PublicKeyFile.read(folder.publicKeys());
        if (!Files.exists(folder.logKey())) {
            PublicKey ed25519 =
                    keys.stream()
                            .filter(key -> key.getAlgorithm().equals("EdDSA"))
                            .findFirst()
                            .orElseThrow(() ->
                                    new BulwarkException(
                                            "LOG_KEY_MISSING",
                                            "'" + folder.publicKeys() + "' has no Ed25519 key",
                                            "restore the file from a backup"));
            VerifierKey key = VerifierKey.ofLog(newOrigin(system, ed25519), ed25519);
            Files.writeString(folder.logKey(), key + "\n");
        }
        return logKey(folder, keys);
    }

    private static void writePublic(ProjectFolder folder, String origin, SigningKeys keys)
            throws IOException {
        if (!Files.exists(folder.publicKeys())) {
            Files.writeString(folder.publicKeys(), PublicKeyFile.format(keys.publicKeys()));
        }
        if (!Files.exists(folder.logKey())) {
            VerifierKey key = VerifierKey.ofLog(origin, keys.ed25519().getPublic());
            Files.writeString(folder.logKey(), key + "\n");
        }
    }

    /**
     * The ledger's verifier key as the project says it, which must be one of the public keys.
     *
     * @throws BulwarkException if it is missing or another
     */
    public static VerifierKey logKey(ProjectFolder folder, List<PublicKey> keys)
            throws IOException {
        if (!Files.exists(folder.logKey())) {
            throw new BulwarkException(
                    "LOG_KEY_MISSING",
                    "there is no '" + folder.logKey() + "'",
                    "run 'bulwark run' in this project first, or restore the file");
        }
        VerifierKey named = parsed(folder);
        for (PublicKey key : keys) {
            if (key.getAlgorithm().equals("EdDSA")
                    && VerifierKey.ofLog(named.name(), key).equals(named)) {
                return named;
            }
        }
        throw new BulwarkException(
                "LOG_KEY_FOREIGN",
                "the key in '" + folder.logKey() + "' is none of the signer's public keys",
                "restore both files of '" + folder.keys() + "' from one backup");
    }

    private static VerifierKey parsed(ProjectFolder folder) throws IOException {
        try {
            return VerifierKey.parse(Files.readString(folder.logKey()).strip());
        } catch (BulwarkException | MalformedInputException e) {
            throw new BulwarkException(
                    "LOG_KEY_DAMAGED",
                    "'%s' holds no verifier key of a log: %s"
                            .formatted(
                                    folder.logKey(),
                                    e instanceof BulwarkException known
                                            ? known.what()
                                            : "it is no text"),
                    "restore both files of '" + folder.keys() + "' from one backup",
                    e);
        }
    }

    /** Reads a project's ledger without its secrets. */
    public static LedgerReader reader(ProjectFolder folder) throws IOException {
        return LedgerReader.open(
                folder.ledger(), logKey(folder, PublicKeyFile.read(folder.publicKeys())));
    }

    /** Where everything is. */
    public ProjectFolder folder() {
        return folder;
    }

    /** The signer's keys. */
    public SigningKeys keys() {
        return keys;
    }

    /** What envelopes are believed here. */
    public TrustedKeys trusted() {
        return keys.trusted();
    }

    /** The time. */
    public InstantSource clock() {
        return clock;
    }

    /** The ledger. */
    public Ledger ledger() {
        return ledger;
    }

    /** Signs, stores and logs a statement. */
    public LoggedEvidence record(Statement statement) {
        return ledger.record(keys.sign(statement));
    }

    /** All evidence that holds, and all that does not. */
    public VerifiedEvidence verified() {
        return ledger.reader().verified(trusted());
    }

    /** What refuses at a gate: evidence that is broken so that nothing may be decided. */
    public static List<String> faults(VerifiedEvidence verified) {
        return verified.blocking().stream()
                .map(broken -> broken.message() + "; " + broken.flaw().fix())
                .toList();
    }

    /** The newest evidence of a predicate type, in the order of the log. */
    public static Optional<Evidence> newest(VerifiedEvidence verified, String predicateType) {
        return verified.evidence().reversed().stream()
                .filter(e -> e.statement().predicateType().equals(predicateType))
                .findFirst();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
