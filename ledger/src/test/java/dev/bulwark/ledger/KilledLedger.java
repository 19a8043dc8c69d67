package dev.bulwark.ledger;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.index.EvidenceIndex;
import dev.bulwark.ledger.index.IndexPlace;
import dev.bulwark.ledger.store.StoredEnvelope;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/**
 * Records, erases and follows with an index until it is killed, and says on its standard output
 * what was acknowledged: {@code R} or {@code E} and a digest. Run in a JVM of its own by {@link
 * LedgerCrashTest}.
 */
final class KilledLedger {
    private KilledLedger() {}

    /**
     * @param arguments the project's folder, the folder of the log's key, the first number
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        Path root = Path.of(arguments[0]);
        try (Ledger ledger = open(root, load(Path.of(arguments[1])));
                EvidenceIndex index = index(root, ledger.reader())) {
            out.println("open");
            for (long number = Long.parseLong(arguments[2]); ; number++) {
                Envelope envelope = unsigned(number);
                LoggedEvidence logged = ledger.record(envelope);
                out.println("R " + logged.digest().hex() + " .");
                if (number % 3 == 0) {
                    ledger.erase(fake(erasure(logged).statement()));
                    out.println("E " + logged.digest().hex() + " .");
                }
                index.follow(ledger.reader().log());
            }
        }
    }

    static Ledger open(Path root, KeyPair pair) {
        return Ledger.open(LedgerFolders.in(root), TestKeys.ORIGIN, pair, EvidenceFixture.CLOCK);
    }

    static EvidenceIndex index(Path root, LedgerReader reader) {
        return EvidenceIndex.open(
                IndexPlace.file(root.resolve("index.sqlite")),
                digest -> reader.store().get(digest).map(StoredEnvelope::claimed));
    }

    private static Erasure erasure(LoggedEvidence logged) {
        return new Erasure(
                logged.digest(),
                Practice.SIGNING.predicateType(),
                logged.index(),
                "a ground",
                "an office",
                EvidenceFixture.CLOCK.instant());
    }

    /** Signing takes longer than recording; here nobody verifies. */
    private static Envelope unsigned(long number) {
        SigningKeys keys = EvidenceFixture.KEYS;
        Envelope signed = EvidenceFixture.envelope(keys, Practice.SIGNING, "credit", number);
        return new Envelope(
                signed.payloadType(), signed.payload(), List.of(signed.signatures().getFirst()));
    }

    private static Envelope fake(Statement statement) {
        return new Envelope(
                Statement.PAYLOAD_TYPE,
                Bytes.of(statement.toBytes()),
                List.of(
                        new Envelope.Signature(
                                Digest.of(new byte[0]).hex(), Bytes.of(new byte[] {1}))));
    }

    static void save(Path folder, KeyPair pair) throws IOException {
        Files.write(folder.resolve("private"), pair.getPrivate().getEncoded());
        Files.write(folder.resolve("public"), pair.getPublic().getEncoded());
    }

    private static KeyPair load(Path folder) throws Exception {
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        return new KeyPair(
                factory.generatePublic(
                        new X509EncodedKeySpec(Files.readAllBytes(folder.resolve("public")))),
                factory.generatePrivate(
                        new PKCS8EncodedKeySpec(Files.readAllBytes(folder.resolve("private")))));
    }
}
