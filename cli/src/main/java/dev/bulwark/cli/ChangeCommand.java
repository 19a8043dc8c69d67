package dev.bulwark.cli;

import dev.bulwark.cli.change.ChangeOffice;
import dev.bulwark.cli.change.ChangeProject;
import dev.bulwark.cli.change.ChangeView;
import dev.bulwark.cli.change.PersonKeys;
import dev.bulwark.cli.change.Proposals;
import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.path.Run;
import dev.bulwark.governance.change.Ballot;
import dev.bulwark.governance.change.Change;
import dev.bulwark.governance.change.ChangeKind;
import dev.bulwark.governance.change.ChangeStatus;
import dev.bulwark.governance.change.Execution;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "change",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Changes that people approve: what an alias means, the policy, the configuration.",
            "Who may approve and how many must is 'changes' in bulwark.yaml, signed with the gates."
        },
        footer = {"", "Example: bulwark change list examples/credit"},
        subcommands = {
            ChangeCommand.Propose.class,
            ChangeCommand.Show.class,
            ChangeCommand.ListChanges.class,
            ChangeCommand.Approve.class,
            ChangeCommand.Reject.class,
            ChangeCommand.Withdraw.class,
            ChangeCommand.RecordSigned.class,
            ChangeCommand.Execute.class
        })
final class ChangeCommand {
    private static final int LARGEST_ENVELOPE = 16 << 20;

    @Command(
            name = "propose",
            mixinStandardHelpOptions = true,
            description = "Proposes a change, or with --edit the next revision of one.",
            footer = {"", "Example: bulwark change propose --why Better --as ada examples/credit"})
    static final class Propose extends ChangeOptions.OfProject implements Callable<Integer> {
        @Mixin private ChangeOptions.Signature signature = new ChangeOptions.Signature();

        @Option(
                names = "--kind",
                defaultValue = "promote",
                description = "promote, roll-back, policy or configuration (default: promote)")
        private String kind = "promote";

        @Option(
                names = "--alias",
                defaultValue = "production",
                description = "which alias, for models (default: production)")
        private String alias = "production";

        @Option(names = "--model", description = "its digest (default: the one trained last)")
        private @Nullable Digest model;

        @Option(names = "--title", description = "one line (default: made from the rest)")
        private @Nullable String title;

        @Option(names = "--why", required = true, description = "what approvers should know")
        private String why = "";

        @Option(names = "--id", description = "its name (default: made from the rest)")
        private @Nullable String id;

        @Option(names = "--edit", description = "the change to edit; voids its approvals")
        private @Nullable String edit;

        @Override
        public Integer call() throws Exception {
            ChangeProject project = project();
            PersonKeys keys = signature.keys(project);
            Change change;
            try {
                change = new Proposals(project).draft(request(project, keys.person()));
            } catch (IllegalArgumentException e) {
                throw wrong("The proposal is refused: " + e.getMessage());
            }
            signature.deliver(keys.sign(change.statement()), change.id(), change.digest(), this);
            return ExitCode.OK;
        }

        private Proposals.Request request(ChangeProject project, String person) {
            if (edit != null) {
                Change before = project.status(edit).change();
                return new Proposals.Request(
                        Optional.of(edit),
                        true,
                        before.kind(),
                        before.target(),
                        Optional.ofNullable(model)
                                .or(() ->
                                        before.kind().isOfModel()
                                                ? Optional.of(before.to())
                                                : Optional.empty()),
                        Optional.of(title == null ? before.title() : title),
                        why,
                        person);
            }
            ChangeKind wanted =
                    ChangeKind.byId(kind)
                            .orElseThrow(() ->
                                    wrong("Invalid value for option '--kind': there is no such"));
            return new Proposals.Request(
                    Optional.ofNullable(id),
                    false,
                    wanted,
                    wanted.target().orElse(alias),
                    Optional.ofNullable(model),
                    Optional.ofNullable(title),
                    why,
                    person);
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Shows a change: what differs, who approved, who is missing, what bars it.",
            footer = {"", "Example: bulwark change show production-1f2e3d4c examples/credit"})
    static final class Show extends ChangeOptions.OfChange implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            ChangeOptions.show(this, id());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists all changes, oldest first.",
            footer = {"", "Example: bulwark change list examples/credit"})
    static final class ListChanges extends ChangeOptions.OfProject implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            ChangeProject project = project();
            List<ChangeStatus> all = project.book().ids().stream().map(project::status).toList();
            new ChangeView(terminal()).list(all);
            project.book()
                    .refused()
                    .forEach(each ->
                            terminal()
                                    .note(
                                            "  entry %d changes nothing: %s"
                                                    .formatted(each.index(), each.why())));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "record",
            mixinStandardHelpOptions = true,
            description = "Enters in the log what somebody signed with --out.",
            footer = {"", "Example: bulwark change record approval.json examples/credit"})
    static final class RecordSigned extends ChangeOptions.OfOneThing implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "as --out wrote it")
        private Path file = Path.of(".");

        @Override
        public Integer call() throws Exception {
            Envelope envelope = Envelope.parse(DurableFiles.read(file, LARGEST_ENVELOPE));
            try (Run run = open()) {
                var logged = new ChangeOffice(run).record(envelope);
                terminal().document(Json.obj("envelope", logged.digest(), "entry", logged.index()));
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "execute",
            mixinStandardHelpOptions = true,
            description = {
                "Executes an approved change: quorum, evidence, policy and gate are checked on the",
                "ledger, and the alias is moved, in one act."
            },
            footer = {"", "Example: bulwark change execute production-1f2e3d4c examples/credit"})
    static final class Execute extends ChangeOptions.OfChange implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            Execution.Done done;
            try (Run run = open()) {
                done = new ChangeOffice(run).execute(id());
            }
            terminal()
                    .line(
                            "  '%s' means %s from entry %d on"
                                    .formatted(
                                            done.entry().event().target(),
                                            done.entry().event().to(),
                                            done.entry().index()));
            terminal()
                    .document(
                            Json.obj(
                                    "id", id(),
                                    "executed", true,
                                    "target", done.entry().event().target(),
                                    "digest", done.entry().event().to(),
                                    "envelope", done.entry().envelope(),
                                    "entry", done.entry().index()));
            return ExitCode.OK;
        }
    }

    /** Of a digest: 64 bits, which nobody finds a second change for by trying. */
    private static final int SHORTEST_DIGEST = 16;

    /** Says something of exactly the revision that was seen. */
    abstract static class Vote extends ChangeOptions.OfChange {
        @Mixin private ChangeOptions.Signature signature = new ChangeOptions.Signature();

        @Option(
                names = "--reason",
                defaultValue = "",
                description = "one line, for those who read it")
        private String reason = "";

        int cast(Ballot.Vote vote, Optional<String> digest, Optional<Duration> valid)
                throws IOException {
            ChangeProject project = project();
            ChangeStatus status = project.status(id());
            digest.ifPresent(seen -> requireSeen(seen, status));
            PersonKeys keys = signature.keys(project);
            Optional<Instant> expires = valid.map(project.now()::plus);
            Ballot ballot;
            try {
                ballot = Ballot.on(status.change(), vote, reason, expires);
            } catch (IllegalArgumentException e) {
                throw wrong("Invalid value for option '--reason': " + e.getMessage());
            }
            signature.deliver(keys.sign(ballot.statement()), id(), status.digest(), this);
            return ExitCode.OK;
        }

        /** Whoever looked at one revision must not sign another that came in between. */
        private void requireSeen(String seen, ChangeStatus status) {
            String hex = seen.startsWith("sha256:") ? seen.substring("sha256:".length()) : seen;
            if (!hex.matches("[0-9a-f]{%d,64}".formatted(SHORTEST_DIGEST))) {
                throw wrong(
                        "Invalid value for option '--digest': at least %d hexadecimal digits"
                                .formatted(SHORTEST_DIGEST));
            }
            if (!status.digest().hex().startsWith(hex)) {
                throw new BulwarkException(
                        "CHANGE_OTHER",
                        "change '%s' is %s now, and you looked at %s…"
                                .formatted(
                                        id(),
                                        status.digest().abbreviated(),
                                        hex.substring(0, Math.min(12, hex.length()))),
                        "look again with 'bulwark change show %s'".formatted(id()));
            }
        }
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Approves exactly the revision that you looked at with 'show'.",
            footer = {
                "",
                "Example: bulwark change approve c1 --digest 0123456789abcdef --as bob ."
            })
    static final class Approve extends Vote implements Callable<Integer> {
        @Option(
                names = "--digest",
                required = true,
                description = "of the change as 'show' gives it, at least 16 digits")
        private String digest = "";

        @Option(
                names = "--days",
                description = "it counts no longer than this, 1 to 3650; the policy may say less")
        private @Nullable Integer days;

        @Override
        public Integer call() throws Exception {
            if (days != null && (days < 1 || days > 3_650)) {
                throw wrong("Invalid value for option '--days': 1 to 3650");
            }
            return cast(
                    Ballot.Vote.APPROVE,
                    Optional.of(digest),
                    Optional.ofNullable(days).map(Duration::ofDays));
        }
    }

    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Rejects a change: a veto, until you withdraw it or its author edits it.",
            footer = {"", "Example: bulwark change reject c1 --reason Unaudited --as bob ."})
    static final class Reject extends Vote implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return cast(Ballot.Vote.REJECT, Optional.empty(), Optional.empty());
        }
    }

    @Command(
            name = "withdraw",
            mixinStandardHelpOptions = true,
            description = "Takes back what you said of a change; its author takes back the change.",
            footer = {"", "Example: bulwark change withdraw c1 --as bob examples/credit"})
    static final class Withdraw extends Vote implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return cast(Ballot.Vote.WITHDRAW, Optional.empty(), Optional.empty());
        }
    }
}
