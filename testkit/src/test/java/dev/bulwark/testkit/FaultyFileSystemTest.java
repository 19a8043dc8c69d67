package dev.bulwark.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyFileSystemTest {
    private final FaultyFileSystem files = FaultyFileSystem.create();
    @TempDir private Path real = Path.of("");
    private Path faulty = Path.of("");

    @BeforeEach
    void wrap() {
        faulty = files.path(real);
    }

    /** Creates, writes, forces, renames: how a careful program replaces a file. */
    private static void replaceDurably(Path folder, String text) throws IOException {
        Path draft = folder.resolve("draft");
        try (FileChannel channel = FileChannel.open(draft, CREATE_NEW, WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            channel.force(true);
        }
        Files.move(draft, folder.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void countsWhatIsDone() throws IOException {
        replaceDurably(faulty, "hello");
        assertThat(Files.readString(faulty.resolve("file"))).isEqualTo("hello");
        try (Stream<Path> listed = Files.list(faulty)) {
            assertThat(listed).containsExactly(faulty.resolve("file"));
        }
        Files.copy(faulty.resolve("file"), faulty.resolve("copy"));
        Files.delete(faulty.resolve("copy"));

        assertThat(files.operations())
                .startsWith(
                        FileOperation.CREATE,
                        FileOperation.WRITE,
                        FileOperation.FORCE,
                        FileOperation.MOVE,
                        FileOperation.READ)
                .endsWith(FileOperation.LIST, FileOperation.COPY, FileOperation.DELETE);
    }

    @Test
    void failsTheChosenOperationOnly() throws IOException {
        files.failAt(3, Fault.ONCE);

        assertThatThrownBy(() -> replaceDurably(faulty, "hello"))
                .isInstanceOf(InjectedFault.class)
                .hasMessageContaining("operation 3: FORCE");

        assertThat(real.resolve("draft")).hasContent("hello");
        assertThat(real.resolve("file")).doesNotExist();
        Files.delete(faulty.resolve("draft"));
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void failsEverythingAfterACrash() {
        files.failAt(1, Fault.CRASH);

        assertThatThrownBy(() -> replaceDurably(faulty, "hello")).isInstanceOf(InjectedFault.class);
        assertThatThrownBy(() -> Files.createDirectory(faulty.resolve("other")))
                .isInstanceOf(InjectedFault.class);
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void tearsAWriteInTwo() {
        files.failAt(2, Fault.TORN_CRASH);

        assertThatThrownBy(() -> replaceDurably(faulty, "12345678"))
                .isInstanceOf(InjectedFault.class)
                .hasMessageContaining("torn");

        assertThat(real.resolve("draft")).hasContent("1234");
    }

    @Test
    void tearsAnAppendToo() throws IOException {
        Files.writeString(real.resolve("log"), "first;");
        files.failAt(1, Fault.TORN_CRASH);

        assertThatThrownBy(() -> Files.writeString(faulty.resolve("log"), "second", APPEND))
                .isInstanceOf(InjectedFault.class);

        assertThat(real.resolve("log")).hasContent("first;sec");
    }

    @Test
    void aTornCrashAtSomethingElseIsACrash() {
        files.failAt(1, Fault.TORN_CRASH);

        assertThatThrownBy(() -> replaceDurably(faulty, "hello"))
                .isInstanceOf(InjectedFault.class)
                .hasMessageContaining("operation 1: CREATE");
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void catchesWritesThatComeThroughStreamsAndTransfers() throws IOException {
        Files.writeString(real.resolve("source"), "some text");
        files.failAt(2, Fault.ONCE);
        assertThatThrownBy(
                        () -> {
                            try (var out = Files.newOutputStream(faulty.resolve("a"))) {
                                out.write(new byte[] {1, 2, 3});
                            }
                        })
                .isInstanceOf(InjectedFault.class);

        files.heal();
        try (FileChannel in = FileChannel.open(faulty.resolve("source"));
                FileChannel out = FileChannel.open(faulty.resolve("b"), CREATE_NEW, WRITE)) {
            assertThat(in.transferTo(0, in.size(), out)).isEqualTo(9);
        }
        assertThat(real.resolve("b")).hasContent("some text");
        assertThat(files.operations()).contains(FileOperation.READ, FileOperation.WRITE);
    }

    @Test
    void locksAndAsksWithoutCounting() throws IOException {
        Files.writeString(real.resolve("file"), "x");
        try (FileChannel channel = FileChannel.open(faulty.resolve("file"), WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
        }
        assertThat(Files.exists(faulty.resolve("file"))).isTrue();
        assertThat(Files.size(faulty.resolve("file"))).isEqualTo(1);
        assertThat(Files.isRegularFile(faulty.resolve("file"))).isTrue();

        assertThat(files.operations()).isEmpty();
    }

    @Test
    void pathsReadAsTheRealOnesAndStayInside() throws IOException {
        Path file = faulty.resolve("a").resolve("../b.txt").normalize();

        assertThat(file).hasToString(real.resolve("b.txt").toString());
        assertThat(file.getFileSystem()).isSameAs(files);
        assertThat(file.getParent()).isEqualTo(faulty);
        assertThat(faulty.relativize(file)).hasToString("b.txt");
        assertThat(file.startsWith(faulty)).isTrue();
        assertThat(files.getPath("a", "b").getNameCount()).isEqualTo(2);
        assertThat(faulty.toRealPath().getFileSystem()).isSameAs(files);
        assertThat(file.resolveSibling("c.txt").getFileSystem()).isSameAs(files);
    }

    @Test
    void refusesTheWaysAroundIt() {
        assertThatThrownBy(() -> faulty.resolve(Path.of("real")))
                .isInstanceOf(ProviderMismatchException.class);
        assertThatThrownBy(faulty::toFile).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(files::newWatchService)
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> files.failAt(0, Fault.ONCE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsItselfBehindOtherFailures() {
        var fault = new InjectedFault(FileOperation.READ, 1, "file");
        var suppressing = new IllegalStateException("closing failed too");
        suppressing.addSuppressed(fault);

        assertThat(
                        List.of(
                                InjectedFault.isBehind(fault),
                                InjectedFault.isBehind(new IOException(fault)),
                                InjectedFault.isBehind(suppressing)))
                .containsOnly(true);
        assertThat(InjectedFault.isBehind(new IOException("another"))).isFalse();
    }
}
