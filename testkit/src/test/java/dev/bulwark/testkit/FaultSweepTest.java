package dev.bulwark.testkit;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultSweepTest {
    @TempDir private Path workspace = Path.of("");

    private static void writeOld(Path folder) throws IOException {
        Files.writeString(folder.resolve("file"), "old text");
    }

    private static void replaceCarefully(Path folder) throws IOException {
        try (FileChannel draft = FileChannel.open(folder.resolve("draft"), CREATE_NEW, WRITE)) {
            draft.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
            draft.force(true);
        }
        Files.move(
                folder.resolve("draft"),
                folder.resolve("file"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void holdsOldOrNew(Path folder) throws IOException {
        assertThat(Files.readString(folder.resolve("file"))).isIn("old text", "new");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void acceptsACarefulProgramAtEveryOperation(Fault fault) {
        int swept =
                FaultSweep.over(workspace, fault)
                        .prepare(FaultSweepTest::writeOld)
                        .run(FaultSweepTest::replaceCarefully)
                        .thenCheck(FaultSweepTest::holdsOldOrNew);

        assertThat(swept).isEqualTo(4);
    }

    @Test
    void findsACarelessProgramAndNamesTheOperation() {
        FaultSweep sweep =
                FaultSweep.over(workspace, Fault.TORN_CRASH)
                        .prepare(FaultSweepTest::writeOld)
                        .run(folder -> Files.writeString(folder.resolve("file"), "new"));

        assertThatThrownBy(() -> sweep.thenCheck(FaultSweepTest::holdsOldOrNew))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("operation 2 of 2 (WRITE)");
    }

    @Test
    void findsAProgramThatLosesTheCause() {
        FaultSweep sweep =
                FaultSweep.over(workspace, Fault.ONCE)
                        .run(folder -> {
                            try {
                                Files.createDirectory(folder.resolve("a"));
                            } catch (IOException e) {
                                throw new IllegalStateException("something failed");
                            }
                        });

        assertThatThrownBy(() -> sweep.thenCheck(_ -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("lost the cause");
    }

    @Test
    void refusesAScenarioThatTouchesNoFile() {
        FaultSweep sweep = FaultSweep.over(workspace, Fault.ONCE).run(_ -> {});

        assertThatThrownBy(() -> sweep.thenCheck(_ -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 file operations");
    }
}
