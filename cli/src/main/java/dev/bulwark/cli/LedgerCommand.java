package dev.bulwark.cli;

import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.cli.roles.LedgerRolesCommand;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.LedgerCheck;
import dev.bulwark.ledger.LedgerFinding;
import dev.bulwark.ledger.LedgerFsck;
import dev.bulwark.ledger.LedgerReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The transparency log in which every act is entered.",
        footer = {"", "Example: bulwark ledger fsck examples/credit"},
        subcommands = {
            LedgerCommand.Fsck.class,
            LedgerCommand.ListEntries.class,
            LedgerCommand.Proof.class,
            LedgerRolesCommand.Roles.class,
            LedgerRolesCommand.GrantRole.class,
            LedgerRolesCommand.Revoke.class
        })
final class LedgerCommand {
    @Command(
            name = "fsck",
            mixinStandardHelpOptions = true,
            description = "Recomputes every hash of log and store; names the first that is wrong.",
            footer = {"", "Example: bulwark ledger fsck examples/credit"})
    static final class Fsck implements Callable<Integer> {
        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            ProjectFolder folder = project.folder();
            Terminal terminal = project.terminal();
            LedgerCheck check =
                    LedgerFsck.check(
                            folder.ledger(),
                            Workspace.logKey(folder, PublicKeyFile.read(folder.publicKeys())));
            List<String> findings = check.findings().stream().map(Fsck::text).toList();
            findings.forEach(finding -> terminal.line("  " + finding));
            terminal.line(
                    "  %,d entries, %s"
                            .formatted(
                                    check.entries(),
                                    check.isClean()
                                            ? "every hash is right"
                                            : findings.size() + " findings"));
            terminal.document(
                    Json.obj(
                            "entries", check.entries(),
                            "clean", check.isClean(),
                            "findings", findings));
            return check.isClean() ? ExitCode.OK : ExitCode.FAULT;
        }

        static String text(LedgerFinding finding) {
            return switch (finding) {
                case LedgerFinding.OfLog(var log) -> log.message() + "; " + log.fix();
                case LedgerFinding.OfEvidence(var broken) ->
                        broken.message() + "; " + broken.flaw().fix();
            };
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the evidence that holds, oldest first.",
            footer = {"", "Example: bulwark ledger list examples/credit"})
    static final class ListEntries implements Callable<Integer> {
        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            ProjectFolder folder = project.folder();
            Terminal terminal = project.terminal();
            LedgerReader reader = Workspace.reader(folder);
            TrustedKeys keys = TrustedKeys.of(PublicKeyFile.read(folder.publicKeys()));
            List<Json> shown = new ArrayList<>();
            for (var evidence : reader.verified(keys).evidence()) {
                long index = reader.indexOf(evidence.digest()).orElse(-1);
                String type = evidence.statement().predicateType();
                terminal.line(
                        "  %5d  %s  %-28s %s"
                                .formatted(
                                        index,
                                        evidence.digest().abbreviated(),
                                        evidence.at().map(Object::toString).orElse(""),
                                        type));
                shown.add(
                        Json.obj(
                                "index", index,
                                "envelope", evidence.digest(),
                                "predicateType", type));
            }
            terminal.document(Json.obj("entries", Json.arr(shown)));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "proof",
            mixinStandardHelpOptions = true,
            description = "Prints the inclusion proof of an envelope (c2sp.org/tlog-proof).",
            footer = {"", "Example: bulwark ledger proof --envelope sha256:… examples/credit"})
    static final class Proof implements Callable<Integer> {
        @Option(
                names = "--envelope",
                paramLabel = "DIGEST",
                required = true,
                description = "digest of the envelope, as 'bulwark ledger list --json' shows it")
        private @Nullable Digest envelope;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            Digest named = Objects.requireNonNull(envelope, "required");
            String proof =
                    new String(
                            Workspace.reader(project.folder()).proof(named).toBytes(),
                            StandardCharsets.UTF_8);
            project.terminal().line(proof.stripTrailing());
            project.terminal().document(Json.obj("envelope", named, "proof", proof));
            return ExitCode.OK;
        }
    }
}
