package dev.bulwark.cli.command;

import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command about a project takes. */
public final class ProjectOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "folder of bulwark.yaml (default: the current one)")
    private Path folder = Path.of(".");

    @Option(names = "--json", description = "one JSON document instead of text")
    private boolean json;

    public ProjectFolder folder() {
        return ProjectFolder.at(folder);
    }

    public Terminal terminal() {
        return Terminals.of(json);
    }

    /** Reads the configuration and opens the project. */
    public Run open() throws IOException {
        return open(folder, json);
    }

    /** The same for a command that takes the folder as its second parameter. */
    public static Run open(Path folder, boolean json) throws IOException {
        return Run.open(ProjectFolder.at(folder), Terminals.of(json), InstantSource.system());
    }
}
