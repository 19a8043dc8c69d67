package dev.bulwark.testkit;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives random tests a {@link RandomGenerator} whose seed a failure names and the next run takes.
 *
 * <pre>{@code
 * @ExtendWith(Seeded.class)
 * class TreeTest {
 *     @RepeatedTest(100) void provesEveryLeaf(RandomGenerator random) { … }
 * }
 * }</pre>
 *
 * <p>A test asks for a parameter of type {@code RandomGenerator}. The run's seed is fresh unless
 * the system property {@value #PROPERTY} gives one. Each test, and each repetition of one, draws
 * from its own generator, made of the run's seed and the test's unique id: so a test sees the same
 * numbers alone as among others, in any order. A failure carries the seed as a suppressed {@link
 * SeedOfFailure}, which every report prints.
 */
public final class Seeded implements ParameterResolver, TestExecutionExceptionHandler {
    /** The system property that gives the seed: {@code mvn verify -Dbulwark.seed=42}. */
    public static final String PROPERTY = "bulwark.seed";

    /** 128 bits of state and 64-bit seeds: long enough a period for any test, and repeatable. */
    private static final String ALGORITHM = "L64X128MixRandom";

    private static final long SEED = seedOfThisRun(System.getProperty(PROPERTY, ""));

    /** For JUnit, which makes one by {@code @ExtendWith(Seeded.class)}. */
    public Seeded() {}

    /** The seed of this run. */
    public static long seed() {
        return SEED;
    }

    /** The generator that {@code seed} means, here and on every other machine. */
    public static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of(ALGORITHM).create(seed);
    }

    static long seedOfThisRun(String property) {
        if (property.isBlank()) {
            return new SecureRandom().nextLong();
        }
        try {
            return Long.parseLong(property.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    PROPERTY + " must be a whole number of 64 bits, but was '" + property + "'", e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == RandomGenerator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return generator(SEED ^ spread(test.getUniqueId()));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure)
            throws Throwable {
        failure.addSuppressed(new SeedOfFailure(SEED, test.getDisplayName()));
        throw failure;
    }

    /** FNV-1a: neighbouring ids, such as two repetitions, must not give neighbouring seeds. */
    private static long spread(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Not a failure of its own: it rides on one, to say how to see it again. */
    public static final class SeedOfFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SeedOfFailure(long seed, String test) {
            super(
                    "to see '" + test + "' fail again: -D" + PROPERTY + "=" + seed,
                    null,
                    true,
                    false);
        }
    }
}
