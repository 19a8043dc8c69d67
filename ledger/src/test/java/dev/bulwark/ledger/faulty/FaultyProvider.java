package dev.bulwark.ledger.faulty;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the {@link Disk} before every operation, then lets the default provider do it. */
final class FaultyProvider extends FileSystemProvider {
    private final FileSystemProvider real = FileSystems.getDefault().provider();
    private final FaultySystem system;
    private final Disk disk;

    FaultyProvider(FaultySystem system, Disk disk) {
        this.system = system;
        this.disk = disk;
    }

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = FaultyPaths.real(path);
        disk.operate("open " + file);
        boolean isNew =
                (options.contains(StandardOpenOption.CREATE)
                                || options.contains(StandardOpenOption.CREATE_NEW))
                        && !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = real.newFileChannel(file, options, attributes);
        if (isNew) {
            disk.created(file);
        }
        return new FaultyChannel(channel, file, disk);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        disk.operate("read " + path);
        return real.newInputStream(FaultyPaths.real(path), options);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
        disk.operate("list " + directory);
        DirectoryStream<Path> stream =
                real.newDirectoryStream(FaultyPaths.real(directory), _ -> true);
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> paths = stream.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return paths.hasNext();
                    }

                    @Override
                    public Path next() {
                        return FaultyPaths.wrap(system, paths.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        disk.operate("create " + directory);
        real.createDirectory(FaultyPaths.real(directory), attributes);
        disk.created(FaultyPaths.real(directory));
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.operate("delete " + path);
        Path file = FaultyPaths.real(path);
        byte @Nullable [] before = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        real.delete(file);
        if (before != null) {
            disk.deleted(file, before);
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        disk.operate("rename to " + target);
        Path from = FaultyPaths.real(source);
        Path to = FaultyPaths.real(target);
        byte @Nullable [] before = Files.exists(to) ? Files.readAllBytes(to) : null;
        real.move(from, to, options);
        disk.renamed(from, to, before);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return real.isSameFile(FaultyPaths.real(path), FaultyPaths.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(FaultyPaths.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(FaultyPaths.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(FaultyPaths.real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return real.getFileAttributeView(FaultyPaths.real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        return real.readAttributes(FaultyPaths.real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
            throws IOException {
        return real.readAttributes(FaultyPaths.real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
            throws IOException {
        disk.operate("set attribute of " + path);
        real.setAttribute(FaultyPaths.real(path), attribute, value, options);
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }
}
