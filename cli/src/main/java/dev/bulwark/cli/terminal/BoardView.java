package dev.bulwark.cli.terminal;

import dev.bulwark.governance.gate.Board;

/** The board of thirty practices as lines of text. */
public final class BoardView {
    private static final int SUMMARY_COLUMNS = 62;

    private BoardView() {}

    /** One line for each practice, under its pillar. */
    public static void show(Board board, Terminal terminal) {
        String pillar = "";
        for (Board.Row row : board.rows()) {
            if (!row.practice().pillar().equals(pillar)) {
                pillar = row.practice().pillar();
                terminal.line("  " + terminal.in(Terminal.Tone.STRONG, pillar));
            }
            terminal.line(
                    "    %s %-5s %-23s %s"
                            .formatted(
                                    mark(row.state(), terminal),
                                    row.practice().number(),
                                    row.practice().title(),
                                    row.state() == Board.State.NOT_ASSESSED
                                            ? terminal.in(Terminal.Tone.FAINT, row.state().text())
                                            : shortened(row.summary())));
        }
        board.notices().forEach(each -> terminal.line("  " + terminal.in(Terminal.Tone.BAD, each)));
        terminal.line(
                "  %d passed, %d failed, %d stale, %d not assessed"
                        .formatted(
                                board.count(Board.State.PASSED),
                                board.count(Board.State.FAILED),
                                board.count(Board.State.STALE),
                                board.count(Board.State.NOT_ASSESSED)));
    }

    private static String mark(Board.State state, Terminal terminal) {
        return switch (state) {
            case PASSED -> terminal.in(Terminal.Tone.GOOD, "✔");
            case FAILED -> terminal.in(Terminal.Tone.BAD, "✘");
            case STALE -> terminal.in(Terminal.Tone.WARN, "~");
            case NOT_ASSESSED -> terminal.in(Terminal.Tone.FAINT, "·");
            case NOT_APPLICABLE -> terminal.in(Terminal.Tone.FAINT, "-");
        };
    }

    private static String shortened(String text) {
        return text.length() <= SUMMARY_COLUMNS
                ? text
                : text.substring(0, SUMMARY_COLUMNS - 1) + "…";
    }
}
