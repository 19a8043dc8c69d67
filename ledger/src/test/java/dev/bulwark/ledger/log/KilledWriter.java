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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Appends from several threads until it is killed, and says on its standard output what was
 * acknowledged: {@code P} or {@code D}, the index, and the number of an entry that is published or
 * durable; {@code C}, the size and the root of a checkpoint. Run in a JVM of its own by {@link
 * CrashTest}.
 */
final class KilledWriter {
    private static final int THREADS = 4;

    private KilledWriter() {}

    /**
     * @param arguments the log's folder, the folder of the key, the seed, which is also the number
     *     of the first entry
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        long seed = Long.parseLong(arguments[2]);
        SplittableRandom random = new SplittableRandom(seed);
        AtomicLong numbers = new AtomicLong(seed);
        KeyPair pair = load(Path.of(arguments[1]));
        try (TransparencyLog log =
                TransparencyLog.open(Path.of(arguments[0]), TestKeys.ORIGIN, pair)) {
            out.println("open");
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom own = random.split();
                threads.add(Thread.startVirtualThread(() -> work(log, own, numbers, out)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void work(
            TransparencyLog log, SplittableRandom random, AtomicLong numbers, PrintStream out) {
        while (true) {
            int count = random.nextInt(1, random.nextInt(10) == 0 ? 300 : 12);
            long first = numbers.getAndAdd(count);
            List<LogEntry> entries = LogFixture.entries(first, count);
            boolean published = random.nextInt(3) > 0;
            List<Long> indexes = published ? log.append(entries) : log.submit(entries);
            StringBuilder said = new StringBuilder();
            for (int i = 0; i < count; i++) {
                said.append(published ? "P " : "D ").append(indexes.get(i)).append(' ');
                said.append(first + i).append(" .\n");
            }
            SignedCheckpoint checkpoint = log.checkpoint();
            said.append("C ").append(checkpoint.size()).append(' ').append(checkpoint.root());
            out.println(said.append(" .")); // one write; what the kill cuts off does not count
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
