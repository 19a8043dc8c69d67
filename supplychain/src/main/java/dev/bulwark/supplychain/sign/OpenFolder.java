package dev.bulwark.supplychain.sign;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder held open. Where the platform can, everything in it is reached through its descriptor
 * ({@code openat}), so that swapping a folder for a link between listing and reading gains an
 * attacker nothing; elsewhere by path, where only the last component is guarded.
 */
final class OpenFolder implements Closeable {
    private static final Set<OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final DirectoryStream<Path> stream;
    private final @Nullable SecureDirectoryStream<Path> secure;

    private OpenFolder(Path path, DirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
        this.secure = stream instanceof SecureDirectoryStream<Path> guarded ? guarded : null;
    }

    @SuppressWarnings("StreamResourceLeak") // closed with this folder
    static OpenFolder open(Path path) throws IOException {
        return new OpenFolder(path, Files.newDirectoryStream(path));
    }

    /** The names in it, in no order; once only. */
    Iterable<Path> entries() {
        return stream;
    }

    BasicFileAttributes attributes(Path name) throws IOException {
        if (secure == null) {
            return Files.readAttributes(
                    path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        return secure.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    OpenFolder folder(Path name) throws IOException {
        Path child = path.resolve(name);
        return secure == null
                ? open(child)
                : new OpenFolder(child, secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    SeekableByteChannel file(Path name) throws IOException {
        return secure == null
                ? Files.newByteChannel(path.resolve(name), READ)
                : secure.newByteChannel(name, READ);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
