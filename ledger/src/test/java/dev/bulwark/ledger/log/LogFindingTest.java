package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFindingTest {
    private static final List<LogFinding> ALL =
            List.of(
                    new LogFinding.WrongCheckpoint("file", "because"),
                    new LogFinding.WrongEntry("file", 7),
                    new LogFinding.WrongTile("file", "because"),
                    new LogFinding.WrongWal("file", "because"),
                    new LogFinding.ForeignFile("file"),
                    new LogFinding.Leftover("file"));

    @Test
    void namesTheFileAndWhatToDo() {
        for (LogFinding each : ALL) {
            Finding finding = each.toFinding();
            assertThat(finding.message()).contains("file");
            assertThat(finding.fix()).isNotBlank();
            assertThat(finding.rule()).isEqualTo("ledger/" + each.getClass().getSimpleName());
        }
    }

    @Test
    void saysWhatIsWrongWhereItKnows() {
        assertThat(ALL.get(0).message()).contains("because");
        assertThat(ALL.get(1).message()).contains("7");
        assertThat(ALL.get(2).message()).contains("because");
        assertThat(ALL.get(3).message()).contains("because");
    }

    @Test
    void takesOnlyTheTraceOfACrashForHarmless() {
        assertThat(ALL)
                .extracting(LogFinding::severity)
                .containsExactly(
                        Severity.CRITICAL,
                        Severity.CRITICAL,
                        Severity.CRITICAL,
                        Severity.CRITICAL,
                        Severity.MEDIUM,
                        Severity.INFO);
        assertThat(new LogCheck(1, ALL.subList(5, 6)).isClean()).isTrue();
        assertThat(new LogCheck(1, ALL.subList(4, 6)).isClean()).isFalse();
    }

    @Test
    void doesNotTellToRestoreWhatIsReplacedOrForeign() {
        assertThat(ALL.subList(0, 4)).allMatch(each -> each.fix().contains("backup"));
        assertThat(ALL.subList(4, 6)).noneMatch(each -> each.fix().contains("backup"));
    }
}
