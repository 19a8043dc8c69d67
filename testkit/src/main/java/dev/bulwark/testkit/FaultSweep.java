package dev.bulwark.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fails every single file operation of a scenario, one at a time, and checks what is left after
 * each: the way SQLite proves that it survives a full disk.
 *
 * <pre>{@code
 * int swept = FaultSweep.over(temporary, Fault.TORN_CRASH)
 *         .prepare(folder -> Log.create(folder))
 *         .run(folder -> Log.open(folder).append(entry))
 *         .thenCheck(folder -> assertThat(Log.open(folder).size()).isBetween(0L, 1L));
 * }</pre>
 *
 * <p>The cost is the scenario's cost times the number of its operations.
 */
public final class FaultSweep {
    /** A scenario with more operations than this would take hours; make it smaller. */
    private static final int MOST_OPERATIONS = 20_000;

    /** A step of a sweep. */
    @FunctionalInterface
    public interface Step {
        /** Works on {@code folder}, which is the sweep's own. */
        void on(Path folder) throws Exception;
    }

    private final Path workspace;
    private final Fault fault;
    private Step preparation = _ -> {};
    private Step scenario = _ -> {};

    private FaultSweep(Path workspace, Fault fault) {
        this.workspace = workspace;
        this.fault = fault;
    }

    /**
     * A sweep that makes its folders inside {@code workspace}.
     *
     * @param workspace an existing folder of the real file system, such as a {@code @TempDir}
     */
    public static FaultSweep over(Path workspace, Fault fault) {
        return new FaultSweep(workspace, fault);
    }

    /** What happens first, on a folder where nothing fails. */
    public FaultSweep prepare(Step step) {
        preparation = step;
        return this;
    }

    /** What happens with a fault. It may throw, or get by without what failed. */
    public FaultSweep run(Step step) {
        scenario = step;
        return this;
    }

    /**
     * Runs the sweep.
     *
     * @param check looks at the folder afterwards, as a new process on a working disk would
     * @return the number of operations that were made to fail, {@code >= 1}
     * @throws AssertionError if the check fails, if the scenario does no counted operation, or if
     *     it throws something that does not carry the {@link InjectedFault} as its cause; the
     *     message names the operation
     */
    public int thenCheck(Step check) {
        FaultyFileSystem files = FaultyFileSystem.create();
        int operations = countOperations(files);
        for (int number = 1; number <= operations; number++) {
            Path folder = prepared(number);
            files.failAt(number, fault);
            String where = "operation %d of %d (%s)";
            try {
                scenario.on(files.path(folder));
            } catch (Exception | AssertionError e) {
                if (!InjectedFault.isBehind(e)) {
                    throw new AssertionError(
                            where.formatted(number, operations, last(files, number))
                                    + " failed, and the scenario lost the cause: "
                                    + e,
                            e);
                }
            }
            try {
                check.on(folder);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "after "
                                + where.formatted(number, operations, last(files, number))
                                + " failed ("
                                + fault
                                + "): "
                                + e.getMessage(),
                        e);
            }
        }
        return operations;
    }

    private int countOperations(FaultyFileSystem files) {
        Path folder = prepared(0);
        files.heal();
        try {
            scenario.on(files.path(folder));
        } catch (Exception e) {
            throw new AssertionError("the scenario fails even when nothing else does: " + e, e);
        }
        int operations = files.operations().size();
        if (operations < 1 || operations > MOST_OPERATIONS) {
            throw new AssertionError(
                    "the scenario does %d file operations; a sweep wants 1 to %d"
                            .formatted(operations, MOST_OPERATIONS));
        }
        return operations;
    }

    private Path prepared(int number) {
        try {
            Path folder = Files.createDirectory(workspace.resolve("sweep-" + fault + "-" + number));
            preparation.on(folder);
            return folder;
        } catch (Exception e) {
            throw new AssertionError("the sweep cannot be prepared: " + e, e);
        }
    }

    private static String last(FaultyFileSystem files, int number) {
        var seen = files.operations();
        // A scenario that takes another turn on another day may never come to the n-th.
        return seen.size() < number ? "never reached" : seen.get(number - 1).name();
    }
}
