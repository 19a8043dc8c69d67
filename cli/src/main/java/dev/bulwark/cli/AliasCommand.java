package dev.bulwark.cli;

import dev.bulwark.cli.change.AliasView;
import dev.bulwark.cli.change.ChangeProject;
import dev.bulwark.cli.change.PersonKeys;
import dev.bulwark.cli.change.Proposals;
import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.governance.change.AliasHistory;
import dev.bulwark.governance.change.AliasRecord;
import dev.bulwark.governance.change.Change;
import dev.bulwark.governance.change.ChangeKind;
import dev.bulwark.kernel.Digest;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "alias",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "What a name such as 'production' means, and meant when. Only an executed change moves",
            "an alias; 'policy' and 'configuration' have a history as well."
        },
        footer = {"", "Example: bulwark alias at production 2026-03-03 examples/credit"},
        subcommands = {
            AliasCommand.ListAliases.class,
            AliasCommand.History.class,
            AliasCommand.At.class,
            AliasCommand.Rollback.class
        })
final class AliasCommand {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists what every alias means now.",
            footer = {"", "Example: bulwark alias list examples/credit"})
    static final class ListAliases extends ChangeOptions.OfProject implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            new AliasView(terminal()).list(project());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Everything that ever moved an alias, also what does not count.",
            footer = {"", "Example: bulwark alias history production examples/credit"})
    static final class History extends ChangeOptions.OfOneThing implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ALIAS", description = "such as production")
        private String alias = "";

        @Override
        public Integer call() throws Exception {
            AliasHistory history = project().history(alias);
            new AliasView(terminal()).history(history);
            return history.isComplete() ? ExitCode.OK : ExitCode.FAULT;
        }
    }

    @Command(
            name = "at",
            mixinStandardHelpOptions = true,
            description = {
                "What an alias meant on a day or at an instant (UTC), with the proof that the log",
                "holds the event, and whether the history is complete."
            },
            footer = {"", "Example: bulwark alias at production 2026-03-03 examples/credit"})
    static final class At extends ChangeOptions.OnProject implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ALIAS", description = "such as production")
        private String alias = "";

        @Parameters(
                index = "1",
                paramLabel = "WHEN",
                description = "2026-03-03 or 2026-03-03T14:00:00Z")
        private String when = "";

        @Parameters(
                index = "2",
                arity = "0..1",
                paramLabel = "DIR",
                defaultValue = ".",
                description = "folder of bulwark.yaml (default: the current one)")
        private Path directory = Path.of(".");

        @Override
        Path path() {
            return directory;
        }

        @Override
        public Integer call() throws Exception {
            Instant from;
            Instant to;
            try {
                if (when.length() == "2026-03-03".length()) {
                    LocalDate day = LocalDate.parse(when);
                    from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
                    to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                } else {
                    from = Instant.parse(when);
                    to = from;
                }
            } catch (DateTimeException e) {
                throw wrong("Invalid value for WHEN: write 2026-03-03 or 2026-03-03T14:00:00Z");
            }
            ChangeProject project = project();
            AliasHistory history = project.history(alias);
            List<AliasRecord> lines = new ArrayList<>();
            // What it meant when the day began, and whatever moved it in its course.
            history.at(to.equals(from) ? from : from.minusNanos(1)).ifPresent(lines::add);
            lines.addAll(history.between(from, to));
            new AliasView(terminal()).meant(history, lines, when, project);
            return history.isComplete() ? ExitCode.OK : ExitCode.FAULT;
        }
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = {
                "Proposes that an alias mean again what it meant before. Four eyes look at this as",
                "well; the gate 'serve' is asked, for the model was released already."
            },
            footer = {"", "Example: bulwark alias rollback production --why Errors --as ada ."})
    static final class Rollback extends ChangeOptions.OfOneThing implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ALIAS", description = "such as production")
        private String alias = "";

        @Mixin private ChangeOptions.Signature signature = new ChangeOptions.Signature();

        @Option(names = "--model", description = "its digest (default: the one before)")
        private @Nullable Digest model;

        @Option(names = "--why", required = true, description = "what approvers should know")
        private String why = "";

        @Override
        public Integer call() throws Exception {
            ChangeProject project = project();
            PersonKeys keys = signature.keys(project);
            Change change;
            try {
                change =
                        new Proposals(project)
                                .draft(
                                        new Proposals.Request(
                                                Optional.empty(),
                                                false,
                                                ChangeKind.ROLL_BACK,
                                                alias,
                                                Optional.ofNullable(model),
                                                Optional.empty(),
                                                why,
                                                keys.person()));
            } catch (IllegalArgumentException e) {
                throw wrong("The proposal is refused: " + e.getMessage());
            }
            signature.deliver(keys.sign(change.statement()), change.id(), change.digest(), this);
            return ExitCode.OK;
        }
    }
}
