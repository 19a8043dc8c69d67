package dev.bulwark.cli.terminal;

import dev.bulwark.kernel.json.Json;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where a command writes. With {@code --json} people's lines are dropped, one document remains. */
public final class Terminal {
    private static final String RESET = "\u001b[0m";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final boolean colours;

    /** Colours that mean something. */
    public enum Tone {
        GOOD("\u001b[32m"),
        BAD("\u001b[31m"),
        WARN("\u001b[33m"),
        FAINT("\u001b[2m"),
        STRONG("\u001b[1m"),
        PLAIN("");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    /**
     * @param out for results
     * @param err for progress and errors
     * @param json whether a machine reads {@code out}
     * @param interactive whether a person watches, so that colours and moving bars make sense
     */
    public Terminal(PrintStream out, PrintStream err, boolean json, boolean interactive) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.colours = interactive;
    }

    /** The console of a person, if one sits at it; since JDK 22 there is one even without. */
    public static Optional<Console> person() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    /** Whether a person watches. */
    public boolean isInteractive() {
        return colours;
    }

    /** Whether a machine reads the output. */
    public boolean isJson() {
        return json;
    }

    /** A line for people. */
    public void line(String text) {
        if (!json) {
            out.println(text);
        }
    }

    /** A line for people on the error stream, also when a machine reads the output. */
    public void note(String text) {
        err.println(text);
    }

    /** The document for machines. */
    public void document(Json value) {
        if (json) {
            out.print(value.pretty());
        }
    }

    /** A document for machines in one line, where several follow each other. */
    public void event(Json.Obj value) {
        if (json) {
            out.println(new String(value.canonical(), StandardCharsets.UTF_8));
        }
    }

    /** The text in a tone, where a person watches. */
    public String in(Tone tone, String text) {
        return colours && tone != Tone.PLAIN ? tone.code + text + RESET : text;
    }

    PrintStream progressStream() {
        return err;
    }
}
