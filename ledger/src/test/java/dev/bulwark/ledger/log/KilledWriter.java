package dev.bulwark.ledger.log;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Appends until it is killed, and says on its standard output what was acknowledged: the size, and
 * the root in base64. Run in a JVM of its own by {@link CrashTest}.
 */
final class KilledWriter {
    private KilledWriter() {}

    /**
     * @param arguments the log's folder, the folder of the key, the seed
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
        KeyPair pair = load(Path.of(arguments[1]));
        try (TransparencyLog log =
                TransparencyLog.open(Path.of(arguments[0]), TestKeys.ORIGIN, pair)) {
            out.println("open");
            for (long size = log.checkpoint().size(); ; size = log.checkpoint().size()) {
                int count = random.nextInt(1, random.nextInt(10) == 0 ? 300 : 12);
                List<Long> indexes = log.append(LogFixture.entries(size, count));
                SignedCheckpoint checkpoint = log.checkpoint();
                if (indexes.size() != count) {
                    throw new AssertionError("not all were acknowledged");
                }
                out.println(checkpoint.size() + " " + checkpoint.root());
            }
        }
    }

    static void save(Path folder, KeyPair pair) throws Exception {
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
