package dev.bulwark.governance.dossier;

import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.page.Html;

/** The picture of a state: its own shape, so that nobody depends on the colour. */
final class StateMark {
    private StateMark() {}

    /** The state's part of the names of styles. */
    static String style(Board.State state) {
        return switch (state) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case STALE -> "stale";
            case NOT_ASSESSED -> "none";
            case NOT_APPLICABLE -> "na";
        };
    }

    static void write(Html out, Board.State state) {
        out.open(
                "svg",
                "class",
                "mark m-" + style(state),
                "viewBox",
                "0 0 20 20",
                "aria-hidden",
                "true");
        out.empty("circle", "class", "disc", "cx", "10", "cy", "10", "r", "8.6");
        out.empty(
                "path",
                "class",
                "sign",
                "d",
                switch (state) {
                    case PASSED -> "m6.2 10.3 2.6 2.6 5-5.6";
                    case FAILED -> "m6.9 6.9 6.2 6.2m0-6.2-6.2 6.2";
                    case STALE -> "M10 5.6V10l2.9 2";
                    case NOT_ASSESSED ->
                            "M10 11.4V11c0-2.2 2.3-2 2.3-4a2.3 2.3 0 0 0-4.5-.5M10 14h0";
                    case NOT_APPLICABLE -> "M6.6 10h6.8";
                });
        out.close();
    }

    /** The state in words, as a badge. */
    static void badge(Html out, Board.State state) {
        out.leaf("span", state.text(), "class", "state " + style(state));
    }
}
