package dev.bulwark.cli.terminal;

import dev.bulwark.kernel.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One line that moves where a person watches, and a single line at the end elsewhere. */
public final class ProgressBar implements Progress {
    private static final int WIDTH = 24;
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final Terminal terminal;
    private final InstantSource clock;
    private String activity = "";
    private long total = 1;
    private Instant started = Instant.EPOCH;
    private @Nullable Instant drawn;

    /** Draws on the terminal's error stream. */
    public ProgressBar(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public void start(String newActivity, long totalSteps) {
        activity = newActivity;
        total = Math.max(1, totalSteps);
        started = clock.instant();
        drawn = null;
        draw(0, "");
    }

    @Override
    public void step(long done, String note) {
        Instant now = clock.instant();
        if (drawn == null || Duration.between(drawn, now).compareTo(REDRAW) >= 0) {
            draw(done, note);
            drawn = now;
        }
    }

    private void draw(long done, String note) {
        if (!terminal.isInteractive()) {
            return;
        }
        int filled = (int) (WIDTH * Math.min(done, total) / total);
        terminal.progressStream()
                .print(
                        "\r\u001b[2K  %-12s %s%s %3d %%  %s"
                                .formatted(
                                        activity,
                                        "█".repeat(filled),
                                        "░".repeat(WIDTH - filled),
                                        100 * Math.min(done, total) / total,
                                        note));
        terminal.progressStream().flush();
    }

    @Override
    public void finish(String note) {
        if (terminal.isInteractive()) {
            terminal.progressStream().print("\r\u001b[2K");
            terminal.progressStream().flush();
        }
        double seconds = Duration.between(started, clock.instant()).toMillis() / 1000.0;
        terminal.line(
                "    %s%s"
                        .formatted(
                                note.isEmpty() ? activity : activity + ": " + note,
                                terminal.in(Terminal.Tone.FAINT, "  %.1f s".formatted(seconds))));
    }
}
