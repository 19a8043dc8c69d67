package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Hashes files and ranges of files on a fixed number of threads, one buffer each: memory does not
 * grow with the model. One range is sequential, so a single huge file needs shards to go faster.
 */
final class ModelHasher {
    /** Large enough that a read's fixed cost vanishes, small enough to stay in the cache. */
    private static final int BUFFER_BYTES = 1 << 20;

    /** More threads than this only queue for the disk. */
    private static final int MOST_THREADS = 8;

    /**
     * A range to hash.
     *
     * @param end one past the last byte; a range that ends the file must end it exactly
     * @param endsFile whether no byte may follow
     */
    record Range(String path, long start, long end, boolean endsFile) {}

    /** What came of a range. */
    sealed interface Outcome {
        record Hashed(Digest digest) implements Outcome {}

        record Unreadable(String why) implements Outcome {}
    }

    private ModelHasher() {}

    /** The outcome of each range, in their order. */
    static List<Outcome> hash(ModelTree tree, List<Range> ranges) {
        int cores = Runtime.getRuntime().availableProcessors();
        int threads = Math.clamp(ranges.size(), 1, Math.min(cores, MOST_THREADS));
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Outcome>> futures = new ArrayList<>(ranges.size());
            for (Range range : ranges) {
                futures.add(pool.submit(() -> hash(tree, range)));
            }
            List<Outcome> outcomes = new ArrayList<>(ranges.size());
            for (Future<Outcome> future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(
                    Refusal.MODEL_UNREADABLE, "reading the model was interrupted", e);
        } catch (ExecutionException e) {
            throw new RefusedException(
                    Refusal.MODEL_UNREADABLE, "reading the model failed: " + e.getCause(), e);
        }
    }

    private static Outcome hash(ModelTree tree, Range range) {
        try (SeekableByteChannel channel = tree.open(range.path())) {
            MessageDigest sha256 = Digest.sha256();
            channel.position(range.start());
            long left = range.end() - range.start();
            ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(left, 1, BUFFER_BYTES));
            while (left > 0) {
                buffer.clear().limit((int) Math.min(left, buffer.capacity()));
                int n = channel.read(buffer);
                if (n < 0) {
                    return new Outcome.Unreadable("shrank while it was read");
                }
                sha256.update(buffer.flip());
                left -= n;
            }
            if (range.endsFile() && channel.read(buffer.clear().limit(1)) >= 0) {
                return new Outcome.Unreadable("grew while it was read");
            }
            return new Outcome.Hashed(Digest.ofRaw(sha256.digest()));
        } catch (IOException e) {
            return new Outcome.Unreadable("cannot be read: " + e);
        }
    }
}
