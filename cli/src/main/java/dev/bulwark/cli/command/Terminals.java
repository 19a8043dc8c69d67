package dev.bulwark.cli.command;

import dev.bulwark.cli.terminal.Terminal;

/** The process's own terminal. */
public final class Terminals {
    private Terminals() {}

    /** Colours and moving bars only where a person watches and did not refuse them. */
    public static Terminal of(boolean json) {
        boolean watched =
                Terminal.person().isPresent()
                        && System.getenv("NO_COLOR") == null
                        && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(System.out, System.err, json, watched && !json);
    }
}
