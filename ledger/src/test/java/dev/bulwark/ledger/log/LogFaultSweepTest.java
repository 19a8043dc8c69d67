package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.testkit.Fault;
import dev.bulwark.testkit.FaultSweep;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One append across the end of a tile, with each of its operations on files failing in turn. */
class LogFaultSweepTest {
    private static final int BEFORE = 254;
    private static final int APPENDED = 3;

    @TempDir private Path temporary;

    @ParameterizedTest
    @EnumSource(names = {"ONCE", "TORN_CRASH"})
    void appendsAllOrNothingAndGoesOn(Fault fault) {
        int operations =
                FaultSweep.over(temporary, fault)
                        .prepare(folder -> append(folder, BEFORE))
                        .run(folder -> append(folder, APPENDED))
                        .thenCheck(LogFaultSweepTest::assertWholeAndUsable);
        assertThat(operations).isGreaterThan(20);
    }

    private static void append(Path folder, int count) {
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(log.checkpoint().size(), count));
        }
    }

    private static void assertWholeAndUsable(Path folder) {
        append(folder, 1);
        LogReader reader = LogReader.open(folder, LogFixture.KEY);
        assertThat(reader.size()).isIn((long) BEFORE + 1, (long) BEFORE + APPENDED + 1);
        for (long index = BEFORE - 1; index < reader.size(); index++) {
            assertThat(reader.entry(index)).isEqualTo(LogFixture.entry(index));
        }
        LogCheck check = LogFsck.check(folder, LogFixture.KEY);
        assertThat(check.isClean()).as(check.findings().toString()).isTrue();
    }
}
