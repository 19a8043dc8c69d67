package dev.bulwark.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.Fixtures;
import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.infer.TypeInference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Real files, damaged: each is refused in words or read, checked, converted, inferred and
 * differentiated. Nothing else may come out, however small the heap.
 */
class MutatedModelsTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261126L);
    private static final int MUTATIONS = 10_000;

    /** No more than a small process has; what is read must fit in it several times over. */
    private static final Limits TIGHT = new Limits(8L << 20, 64L << 20, 100_000, 64);

    @Test
    void areRefusedOrUnderstood() throws IOException {
        List<Path> files = Fixtures.models();
        assumeFalse(files.isEmpty(), "SKIPPED: " + Fixtures.FOLDER + " is not there");
        List<byte[]> originals = new ArrayList<>();
        for (Path file : files) {
            originals.add(Files.readAllBytes(file));
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        for (int round = 0; round < MUTATIONS; round++) {
            byte[] whole = originals.get(round % originals.size());
            byte[] other = originals.get(random.nextInt(originals.size()));
            byte[] damaged = damaged(whole, other, random);
            read += survives(damaged, round, files.get(round % files.size())) ? 1 : 0;
        }
        // Both outcomes have to occur, or the damage is too great or too small to test anything.
        assertThat(read).isBetween(MUTATIONS / 100, MUTATIONS - MUTATIONS / 100);
    }

    private static byte[] damaged(byte[] whole, byte[] other, SplittableRandom random) {
        byte[] copy = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
            case 2 -> {
                int length = random.nextInt(1, Math.min(whole.length, other.length));
                System.arraycopy(
                        other,
                        random.nextInt(other.length - length + 1),
                        copy,
                        random.nextInt(copy.length - length + 1),
                        Math.min(length, random.nextInt(1, 200)));
            }
            // Lengths and tags lie near the structure at the beginning of most files.
            case 3 -> copy[random.nextInt(Math.min(2000, copy.length))] = (byte) random.nextInt();
            default -> {
                int at = random.nextInt(copy.length - 8);
                for (int i = 0; i < random.nextInt(1, 8); i++) {
                    copy[at + i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
            }
        }
        return copy;
    }

    private static boolean survives(byte[] file, int round, Path origin) {
        Model model;
        try {
            model = OnnxReader.read(Bytes.of(file), TIGHT);
        } catch (BulwarkException e) {
            assertThat(e.code()).as("round %d of %s", round, origin).startsWith("MODEL_");
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw unexpected("reading", round, origin, e);
        }
        try {
            TypeInference.of(model);
            Model current = Opsets.current(model);
            Checker.check(current);
            Gradients.of(
                    current,
                    current.graph().outputs().getFirst().name(),
                    List.of(current.graph().inputs().getFirst().name()));
        } catch (BulwarkException | IllegalArgumentException e) {
            assertThat(e.getMessage()).as("round %d of %s", round, origin).isNotBlank();
        } catch (RuntimeException | StackOverflowError e) {
            throw unexpected("differentiating", round, origin, e);
        }
        return true;
    }

    private static AssertionError unexpected(String act, int round, Path file, Throwable e) {
        return new AssertionError(
                "%s round %d of %s, -Dbulwark.seed=%d".formatted(act, round, file, SEED), e);
    }
}
