package dev.bulwark.cli;

import dev.bulwark.cli.change.ChangeOffice;
import dev.bulwark.cli.change.ChangeProject;
import dev.bulwark.cli.change.ChangeView;
import dev.bulwark.cli.change.PersonKeys;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.governance.change.ChangeStatus;
import dev.bulwark.governance.change.ChangedDocument;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands about changes and aliases have in common. */
final class ChangeOptions {
    private ChangeOptions() {}

    /** What every subcommand takes. */
    abstract static class OnProject {
        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        @Spec private @Nullable CommandSpec spec;

        Terminal terminal() {
            return Terminals.of(json);
        }

        abstract Path path();

        ProjectFolder folder() {
            return ProjectFolder.at(path());
        }

        ChangeProject project() throws IOException {
            return ChangeProject.read(folder(), InstantSource.system());
        }

        Run open() throws IOException {
            return Run.open(folder(), terminal(), InstantSource.system());
        }

        ParameterException wrong(String why) {
            return new ParameterException(
                    Objects.requireNonNull(spec, "set by picocli").commandLine(), why);
        }
    }

    /** About the whole project. */
    abstract static class OfProject extends OnProject {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "DIR",
                defaultValue = ".",
                description = "folder of bulwark.yaml (default: the current one)")
        private Path directory = Path.of(".");

        @Override
        Path path() {
            return directory;
        }
    }

    /** About one thing of the project, which is named first. */
    abstract static class OfOneThing extends OnProject {
        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "DIR",
                defaultValue = ".",
                description = "folder of bulwark.yaml (default: the current one)")
        private Path directory = Path.of(".");

        @Override
        Path path() {
            return directory;
        }
    }

    /** About one change. */
    abstract static class OfChange extends OfOneThing {
        @Parameters(index = "0", paramLabel = "CHANGE", description = "as 'list' shows it")
        private String id = "";

        String id() {
            return id;
        }
    }

    /** Signs with a person's keys, then records or writes a file. */
    static final class Signature {
        @Option(
                names = "--as",
                required = true,
                paramLabel = "FOLDER",
                description = {
                    "your own keys, made by 'bulwark init --keys-only FOLDER'; passphrase from",
                    "BULWARK_PERSON_PASSPHRASE_FILE, beside the keys, or the terminal"
                })
        private @Nullable Path person;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = {
                    "write what you signed here instead of recording it, so that the project's",
                    "keys are not needed; 'bulwark change record FILE' enters it"
                })
        private @Nullable Path out;

        PersonKeys keys(ChangeProject project) throws IOException {
            return PersonKeys.open(
                    Objects.requireNonNull(person, "required"),
                    project.verified(),
                    Map.copyOf(System.getenv()),
                    Terminal.person(),
                    project.now());
        }

        /** Records what was signed of a change and shows that, or writes it to the file. */
        void deliver(Envelope envelope, String change, Digest digest, OnProject command)
                throws IOException {
            Path file = out;
            if (file == null) {
                try (Run run = command.open()) {
                    new ChangeOffice(run).record(envelope);
                }
                show(command, change);
                return;
            }
            Files.write(file, envelope.toBytes(), StandardOpenOption.CREATE_NEW);
            command.terminal().line("  signed, in " + file);
            command.terminal()
                    .document(Json.obj("id", change, "digest", digest, "recorded", false));
        }
    }

    static void show(OnProject command, String id) throws IOException {
        ChangeProject project = command.project();
        ChangeStatus status = project.status(id);
        new ChangeView(command.terminal())
                .show(status, ChangedDocument.differences(status.change(), project.verified()));
    }
}
