package dev.bulwark.ledger.faulty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts operations, fails from the n-th on, and knows what a power failure would take: the content
 * of files that were not forced, and the names in folders that were not.
 */
public final class Disk {
    private final long failAt;
    private final boolean staysDown;
    private final List<Change> unforcedNames = new ArrayList<>();
    private final Set<Path> unforcedContent = new LinkedHashSet<>();
    private long operations;

    /**
     * @param failAt the number of the first operation that fails, from 1; more than will happen for
     *     a disk that works
     * @param staysDown whether all operations after it fail as well
     */
    public Disk(long failAt, boolean staysDown) {
        this.failAt = failAt;
        this.staysDown = staysDown;
    }

    /** How many operations were asked for. */
    public long operations() {
        return operations;
    }

    /** Whether the operation that was to fail has come. */
    public boolean hasFailed() {
        return operations >= failAt;
    }

    void operate(String what) throws IOException {
        operations++;
        if (operations == failAt || (staysDown && operations > failAt)) {
            throw new IOException("injected: operation " + operations + ", " + what);
        }
    }

    void written(Path file) {
        unforcedContent.add(file);
    }

    void forced(Path fileOrFolder) {
        unforcedContent.remove(fileOrFolder);
        unforcedNames.removeIf(change -> fileOrFolder.equals(change.name().getParent()));
    }

    void created(Path name) {
        unforcedNames.add(new Change(name, null, null));
    }

    void renamed(Path source, Path target, byte @Nullable [] before) {
        unforcedNames.add(new Change(target, source, before));
        if (unforcedContent.remove(source)) {
            unforcedContent.add(target);
        }
    }

    /** Takes what was not forced: all content, and of the names any that the random numbers say. */
    public void losePower(SplittableRandom random) throws IOException {
        for (Path file : unforcedContent) {
            if (Files.isRegularFile(file)) {
                Files.write(file, new byte[0]);
            }
        }
        for (Change change : unforcedNames.reversed()) {
            if (random.nextBoolean()) {
                undo(change);
            }
        }
    }

    /** A rename is undone whole, as file systems that journal their names do. */
    private static void undo(Change change) throws IOException {
        Path source = change.source();
        if (source != null && Files.exists(change.name()) && Files.exists(source.getParent())) {
            Files.write(source, Files.readAllBytes(change.name()));
        }
        if (change.before() == null) {
            deleteAll(change.name());
        } else if (Files.exists(change.name().getParent())) {
            Files.write(change.name(), change.before());
        }
    }

    private static void deleteAll(Path name) throws IOException {
        if (!Files.exists(name)) {
            return;
        }
        try (Stream<Path> all = Files.walk(name)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** A name that appeared, where from, and what it named before. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Change(Path name, @Nullable Path source, byte @Nullable [] before) {}
}
