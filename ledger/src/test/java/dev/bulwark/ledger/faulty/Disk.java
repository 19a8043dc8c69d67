package dev.bulwark.ledger.faulty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private final Map<Path, Long> forcedLength = new HashMap<>();
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
    public synchronized long operations() {
        return operations;
    }

    /** Whether the operation that was to fail has come. */
    public synchronized boolean hasFailed() {
        return operations >= failAt;
    }

    synchronized void operate(String what) throws IOException {
        operations++;
        if (operations == failAt || (staysDown && operations > failAt)) {
            throw new IOException("injected: operation " + operations + ", " + what);
        }
    }

    synchronized void written(Path file) {
        unforcedContent.add(file);
    }

    synchronized void forced(Path fileOrFolder) throws IOException {
        unforcedContent.remove(fileOrFolder);
        if (Files.isRegularFile(fileOrFolder)) {
            forcedLength.put(fileOrFolder, Files.size(fileOrFolder));
        }
        unforcedNames.removeIf(change -> fileOrFolder.equals(change.name().getParent()));
    }

    synchronized void created(Path name) {
        forcedLength.remove(name);
        unforcedNames.add(new Change(name, null, null));
    }

    synchronized void deleted(Path name, byte[] before) {
        unforcedContent.remove(name);
        unforcedNames.add(new Change(name, null, before));
    }

    synchronized void renamed(Path source, Path target, byte @Nullable [] before) {
        unforcedNames.add(new Change(target, source, before));
        Long length = forcedLength.remove(source);
        if (length != null) {
            forcedLength.put(target, length);
        }
        if (unforcedContent.remove(source)) {
            unforcedContent.add(target);
        }
    }

    /**
     * Takes what was not forced: of files what was written since, in part or all of it, and of the
     * names any that the random numbers say.
     */
    public void losePower(SplittableRandom random) throws IOException {
        for (Path file : unforcedContent) {
            if (Files.isRegularFile(file)) {
                cut(file, random);
            }
        }
        for (Change change : unforcedNames.reversed()) {
            if (random.nextBoolean()) {
                undo(change);
            }
        }
    }

    /** What was written last may be there in part, and a part in the middle may be missing. */
    private void cut(Path file, SplittableRandom random) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int kept = (int) Math.min(content.length, forcedLength.getOrDefault(file, 0L));
        int left = random.nextInt(4) == 0 ? kept : random.nextInt(kept, content.length + 1);
        byte[] after = Arrays.copyOf(content, left);
        int hole = random.nextInt(kept, left + 1);
        Arrays.fill(after, hole, random.nextInt(hole, left + 1), (byte) 0);
        Files.write(file, after);
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
