package dev.bulwark.testkit;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The real file system, but its n-th operation fails. Code under test takes a {@link Path} as it
 * always does; the test hands it one from {@link #path}, and looks at what was left behind through
 * the real path.
 *
 * <pre>{@code
 * FaultyFileSystem files = FaultyFileSystem.create();
 * files.failAt(3, Fault.TORN_CRASH);
 * assertThatThrownBy(() -> store.append(files.path(folder), entry))
 *         .hasRootCauseInstanceOf(InjectedFault.class);
 * assertThat(store.read(folder)).isEqualTo(before);
 * }</pre>
 *
 * <p>{@link FaultSweep} does this for every n. Counted are the operations of {@link FileOperation},
 * whichever class of the JDK they come through. Not counted are questions ({@code exists}, {@code
 * size}, permissions), closing and locking. Bytes that were written but never forced stay in the
 * file: the page cache of a dying machine is not modelled, so a missing {@code force} has to be
 * found by looking at {@link #operations}. {@code java.io.File} and watching are refused, for they
 * would go around the count.
 */
public final class FaultyFileSystem extends FileSystem {
    private final FileSystem real = FileSystems.getDefault();
    private final Faults faults = new Faults();
    private final FaultyProvider provider = new FaultyProvider(this, faults);

    private FaultyFileSystem() {}

    /** A file system over the default one, in which nothing fails yet. */
    public static FaultyFileSystem create() {
        return new FaultyFileSystem();
    }

    /** The path in this file system that stands for {@code path} of the default one. */
    public Path path(Path path) {
        return new FaultyPath(this, path);
    }

    /**
     * From now on, counting anew, makes one operation fail.
     *
     * @param number which one; the first is 1
     * @param fault how it fails
     * @throws IllegalArgumentException if {@code number < 1}
     */
    public void failAt(long number, Fault fault) {
        faults.arm(number, fault);
    }

    /** From now on, counting anew, nothing fails. */
    public void heal() {
        faults.disarm();
    }

    /** What was done since the last {@link #failAt} or {@link #heal}, the failed one included. */
    public List<FileOperation> operations() {
        return faults.seen();
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    /** Cannot be closed, as the default file system cannot. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("the default file system cannot be closed");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return () -> {
            List<Path> roots = new ArrayList<>();
            real.getRootDirectories().forEach(root -> roots.add(path(root)));
            return roots.iterator();
        };
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return path(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = real.getPathMatcher(pattern);
        return path -> matcher.matches(FaultyPath.real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("a faulty file system cannot be watched");
    }
}
