package dev.bulwark.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.testkit.Fault;
import dev.bulwark.testkit.FaultSweep;
import dev.bulwark.testkit.FaultyFileSystem;
import dev.bulwark.testkit.FileOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir private Path folder;
    private DurableFiles files;

    @BeforeEach
    void files() {
        files = new DurableFiles(folder.resolve("tmp"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private List<Path> drafts() throws IOException {
        return DurableFiles.list(folder.resolve("tmp"), 10);
    }

    @Test
    void createsAFileWithTheFoldersAboveItAndReplacesIt() throws IOException {
        Path file = folder.resolve("a/b/c/file");
        files.write(file, bytes("one"));
        assertThat(file).hasContent("one");
        files.write(file, bytes("two, longer"));
        files.write(file, bytes("3"));
        files.sync();
        assertThat(file).hasContent("3");
        assertThat(drafts()).isEmpty();
    }

    @Test
    void writesMoreFilesThanItKeepsOpen() throws IOException {
        Map<Path, byte[]> contents = new LinkedHashMap<>();
        for (int i = 0; i < 150; i++) {
            contents.put(folder.resolve("d" + i % 3 + "/f" + i), bytes("content " + i));
        }
        files.writeAll(contents);
        files.sync();
        for (int i = 0; i < 150; i++) {
            assertThat(folder.resolve("d" + i % 3 + "/f" + i)).hasContent("content " + i);
        }
        assertThat(drafts()).isEmpty();
    }

    @Test
    void leavesTheOldContentWhereItCannotWriteTheNew() throws IOException {
        Path file = folder.resolve("file");
        files.write(file, bytes("old"));
        Path inTheWay = folder.resolve("full");
        Files.createDirectories(inTheWay.resolve("child"));
        Map<Path, byte[]> contents = new LinkedHashMap<>();
        contents.put(inTheWay, bytes("new"));
        contents.put(file, bytes("new"));
        assertThatThrownBy(() -> files.writeAll(contents)).isInstanceOf(IOException.class);
        assertThat(file).hasContent("old");
        assertThat(inTheWay.resolve("child")).isDirectory();
    }

    @Test
    void forcesTheContentBeforeItHasItsNameAndTheNameBeforeSyncReturns() throws IOException {
        FaultyFileSystem disk = FaultyFileSystem.create();
        Path there = disk.path(folder);
        DurableFiles watched = new DurableFiles(there.resolve("tmp"));
        watched.createFolders(there.resolve("tmp"));
        watched.sync();
        disk.heal();
        watched.write(there.resolve("file"), bytes("x"));
        watched.sync();
        assertThat(disk.operations())
                .containsSubsequence(
                        FileOperation.WRITE,
                        FileOperation.FORCE,
                        FileOperation.MOVE,
                        FileOperation.FORCE);
    }

    @Test
    void keepsOldOrNewContentWhicheverOperationFails() {
        for (Fault fault : Fault.values()) {
            int operations =
                    FaultSweep.over(folder, fault)
                            .prepare(at -> write(at, "old"))
                            .run(at -> write(at, "new"))
                            .thenCheck(at -> assertThat(read(at)).isIn("old", "new"));
            assertThat(operations).isGreaterThan(6);
        }
    }

    private static void write(Path at, String content) throws IOException {
        DurableFiles durable = new DurableFiles(at.resolve("tmp"));
        durable.write(at.resolve("a/file"), bytes(content + " a"));
        durable.write(at.resolve("file"), bytes(content));
        durable.sync();
    }

    private static String read(Path at) {
        try {
            return Files.readString(at.resolve("file"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void clearsWhatACrashLeftAndNothingElse() throws IOException {
        files.write(folder.resolve("file"), bytes("x"));
        Files.write(folder.resolve("tmp/draft-7"), bytes("half"));
        files.clearLeftovers();
        assertThat(drafts()).isEmpty();
        assertThat(folder.resolve("file")).hasContent("x");
        assertThatCode(() -> new DurableFiles(folder.resolve("none")).clearLeftovers())
                .doesNotThrowAnyException();
    }

    @Test
    void movesAFileIntoAFolderThatIsNotThereYet() throws IOException {
        files.write(folder.resolve("pending/x"), bytes("new"));
        Path target = folder.resolve("kept/deep/x");
        files.move(folder.resolve("pending/x"), target);
        assertThat(target).hasContent("new");
        assertThat(folder.resolve("pending/x")).doesNotExist();
        files.write(folder.resolve("pending/x"), bytes("newer"));
        files.move(folder.resolve("pending/x"), target);
        files.sync();
        assertThat(target).hasContent("newer");
    }

    @Test
    void deletesAFileAndDoesNotMindThatItIsGone() throws IOException {
        Path file = folder.resolve("file");
        files.write(file, bytes("x"));
        files.delete(file);
        files.delete(file);
        files.sync();
        assertThat(file).doesNotExist();
    }

    @Test
    void forcesEveryFolderInWhichSomethingChangedAndForgetsThemThen() throws IOException {
        List<ThrowingStep> changes =
                List.of(
                        () -> files.write(folder.resolve("a/file"), bytes("x")),
                        () -> files.move(folder.resolve("a/file"), folder.resolve("a/moved")),
                        () -> files.delete(folder.resolve("a/moved")),
                        () -> files.createFolders(folder.resolve("a/b")));
        Files.createDirectories(folder.resolve("a"));
        for (ThrowingStep change : changes) {
            change.run();
            Files.move(folder.resolve("a"), folder.resolve("away"));
            assertThatThrownBy(files::sync).isInstanceOf(IOException.class);
            Files.move(folder.resolve("away"), folder.resolve("a"));
            files.sync();
            Files.move(folder.resolve("a"), folder.resolve("away"));
            assertThatCode(files::sync).doesNotThrowAnyException();
            Files.move(folder.resolve("away"), folder.resolve("a"));
        }
    }

    /** A change to files. */
    @FunctionalInterface
    private interface ThrowingStep {
        void run() throws IOException;
    }

    @Test
    void refusesAFileInPlaceOfAFolder() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> files.createFolders(folder.resolve("file/b")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatCode(() -> files.createFolders(folder)).doesNotThrowAnyException();
    }

    @Test
    void readsAFileUpToItsBoundAndNotOneByteMore() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "12345");
        assertThat(DurableFiles.read(file, 5)).isEqualTo(bytes("12345"));
        assertThat(DurableFiles.read(file, 6)).isEqualTo(bytes("12345"));
        assertThatThrownBy(() -> DurableFiles.read(file, 4))
                .isInstanceOf(FileTooLargeException.class)
                .hasMessageContaining("file")
                .hasMessageContaining("4 bytes");
    }

    @Test
    void readsNothingThroughALink() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThatThrownBy(() -> DurableFiles.read(link, 5)).isInstanceOf(IOException.class);
    }

    @Test
    void listsAFolderByNameUpToItsBound() throws IOException {
        List<Path> made = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            made.add(Files.createFile(Files.createDirectories(folder.resolve("l")).resolve(name)));
        }
        assertThat(DurableFiles.list(folder.resolve("l"), 3)).isEqualTo(made);
        assertThatThrownBy(() -> DurableFiles.list(folder.resolve("l"), 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 2");
        assertThat(DurableFiles.list(folder.resolve("missing"), 3)).isEmpty();
    }

    @Test
    void takesNeitherALinkNorAFileForAnEmptyFolder() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Path file = Files.createFile(folder.resolve("file"));
        for (Path path : List.of(link, file)) {
            assertThatThrownBy(() -> DurableFiles.list(path, 3))
                    .isInstanceOf(NotDirectoryException.class);
        }
    }

    @Test
    void forcesAFolderThatIsThereAlone() {
        assertThatCode(() -> DurableFiles.forceFolder(folder)).doesNotThrowAnyException();
        assertThatThrownBy(() -> DurableFiles.forceFolder(folder.resolve("missing")))
                .isInstanceOf(IOException.class);
    }
}
