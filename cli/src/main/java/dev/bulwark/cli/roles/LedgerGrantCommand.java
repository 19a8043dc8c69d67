package dev.bulwark.cli.roles;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.path.ProposalFile;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.ledger.trust.SignerRoles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Changing the roster: {@code bulwark ledger grant}, and {@code countersign} and {@code enrol} for
 * the second person it needs.
 */
public final class LedgerGrantCommand {
    private LedgerGrantCommand() {}

    @Command(
            name = "grant",
            mixinStandardHelpOptions = true,
            description = {
                "Puts a person's keys on the roster in a role, or changes that role.",
                "Signed with the owner's keys; counts for what is logged from then on.",
                "Whoever may sign https://bulwark.dev/roles/v1 keeps the roster with the owner: once",
                "there is one, every roster needs two people, by --with or by --out."
            },
            footer = {
                "",
                "Examples:",
                "  bulwark ledger grant --public-key b.pem --person b --role q --may sbom",
                "  bulwark ledger grant --public-key c.pem --person c --role keeper \\",
                "    --may https://bulwark.dev/roles/v1",
                "  bulwark ledger grant --public-key d.pem --person d --role q --may sbom \\",
                "    --out roster.json"
            })
    public static final class GrantRole implements Callable<Integer> {
        @Option(
                names = "--public-key",
                paramLabel = "FILE",
                required = true,
                description = "the public.pem of the signer")
        private @Nullable Path publicKey;

        @Option(names = "--person", required = true, description = "whose keys they are")
        private String person = "";

        @Option(names = "--role", required = true, description = "name of the role")
        private String role = "";

        @Option(
                names = "--may",
                required = true,
                split = ",",
                paramLabel = "KIND",
                description = "practices, predicate types, or * for all that can be granted")
        private List<String> may = List.of();

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "from when, as 2026-11-01T12:00:00Z (default: now)")
        private @Nullable Instant from;

        @Option(names = "--days", description = "for how many days (default: without end)")
        private @Nullable Integer days;

        @Option(
                names = "--with",
                paramLabel = "FOLDER",
                description = "keys of a second keeper of the roster, who signs here and now")
        private @Nullable Path with;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "record nothing: write the roster here for another to countersign")
        private @Nullable Path out;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            SignerKeys keys =
                    SignerKeys.of(
                            PublicKeyFile.read(Objects.requireNonNull(publicKey, "required")));
            try (Run run = project.open()) {
                Instant start = from == null ? run.now() : from;
                Grant grant =
                        new Grant(
                                role,
                                may,
                                start,
                                Optional.ofNullable(days)
                                        .map(count -> start.plus(Duration.ofDays(count))));
                if (!grant.unknown().isEmpty()) {
                    throw new BulwarkException(
                            "GRANT_UNKNOWN",
                            "nothing makes evidence of '" + grant.unknown().getFirst() + "'",
                            "'bulwark practices' lists the ids; a predicate type is a whole URI");
                }
                SignerRoles roles = run.workspace().verified().roles();
                RosterProposal proposal =
                        RosterProposal.by(run.workspace().keys(), next(roles, keys, grant));
                if (with != null) {
                    proposal = proposal.countersigned(with, Path.of("the roster"));
                }
                return out == null
                        ? enter(run, proposal, keys, grant)
                        : hand(run, proposal, roles, out);
            } catch (IllegalArgumentException e) {
                throw LedgerRolesCommand.wrong("GRANT_INVALID", e);
            }
        }

        private int enter(Run run, RosterProposal proposal, SignerKeys keys, Grant grant) {
            LoggedEvidence logged = proposal.record(run);
            run.terminal().line("  %s may sign as %s".formatted(new Person(person), grant));
            run.terminal()
                    .document(
                            Json.obj(
                                    "serial", proposal.roster().serial(),
                                    "person", person,
                                    "key", keys.id(),
                                    "grant", grant.toString(),
                                    "envelope", logged.digest(),
                                    "entry", logged.index()));
            return ExitCode.OK;
        }

        private static int hand(Run run, RosterProposal proposal, SignerRoles roles, Path file)
                throws IOException {
            ProposalFile.write(file, proposal.envelope());
            run.terminal()
                    .line(
                            "  %s; it does not count yet"
                                    .formatted(RosterProposal.describe(roles.rosterQuorum())));
            run.terminal()
                    .line("  next: 'bulwark ledger countersign %s --as KEYS DIR'".formatted(file));
            run.terminal()
                    .document(
                            Json.obj(
                                    "serial", proposal.roster().serial(),
                                    "file", file.toString(),
                                    "needed", roles.rosterQuorum().needed()));
            return ExitCode.OK;
        }

        /** A role of the same name is replaced: a person holds each once. */
        private Roster next(SignerRoles roles, SignerKeys keys, Grant grant) {
            Optional<SignerRoles.InForce> current = roles.current();
            List<Grant> grants = new ArrayList<>();
            current.flatMap(each -> each.roster().holderOf(keys.id()))
                    .ifPresent(member -> grants.addAll(member.grants()));
            grants.removeIf(each -> each.role().equals(grant.role()));
            grants.add(grant);
            RosterMember member = new RosterMember(new Person(person), keys, grants);
            return current.map(each -> each.roster().with(member, each.envelope()))
                    .orElseGet(() -> new Roster(1, Optional.empty(), List.of(member)));
        }
    }

    /** A roster that lies in a file. */
    abstract static class Proposed implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "the roster")
        private @Nullable Path file;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "DIR",
                defaultValue = ".",
                description = "folder of bulwark.yaml (default: the current one)")
        private Path folder = Path.of(".");

        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        Path file() {
            return Objects.requireNonNull(file, "required");
        }

        Run open() throws IOException {
            return ProjectOptions.open(folder, json);
        }

        /** Needs none of the project's secrets. */
        SignerRoles roles() throws IOException {
            ProjectFolder project = ProjectFolder.at(folder);
            TrustedKeys owners = TrustedKeys.of(PublicKeyFile.read(project.publicKeys()));
            return Workspace.reader(project).verified(owners).roles();
        }

        Terminal terminal() {
            return Terminals.of(json);
        }
    }

    @Command(
            name = "countersign",
            mixinStandardHelpOptions = true,
            description = {
                "Shows what a roster would change and signs it as its second keeper, into the same",
                "file. Needs none of the project's secrets, only its ledger."
            },
            footer = {
                "",
                "Example: bulwark ledger countersign roster.json --as keys/cyd examples/credit"
            })
    public static final class Countersign extends Proposed {
        @Option(
                names = "--as",
                paramLabel = "FOLDER",
                required = true,
                description = "the keeper's keys, made by 'bulwark init --keys-only'")
        private @Nullable Path key;

        @Override
        public Integer call() throws Exception {
            RosterProposal proposal = RosterProposal.read(file());
            SignerRoles roles = roles();
            List<String> changes =
                    proposal.changes(roles.current().map(SignerRoles.InForce::roster));
            terminal().line("  roster %d would change".formatted(proposal.roster().serial()));
            changes.forEach(each -> terminal().line("    " + each));
            RosterProposal signed =
                    proposal.countersigned(Objects.requireNonNull(key, "required"), file());
            ProposalFile.write(file(), signed.envelope());
            Optional<String> missing =
                    roles.refusalOf(signed.envelope(), InstantSource.system().instant());
            terminal()
                    .line(
                            missing.map(why -> "  signed; it does not count yet: " + why)
                                    .orElse(
                                            "  signed; the owner records it with 'bulwark ledger"
                                                    + " enrol %s DIR'".formatted(file())));
            terminal()
                    .document(
                            Json.obj(
                                    "serial",
                                    signed.roster().serial(),
                                    "changes",
                                    changes,
                                    "counts",
                                    missing.isEmpty()));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "enrol",
            mixinStandardHelpOptions = true,
            description = {
                "Enters a countersigned roster into the log, from when on it counts.",
                "Refuses one that too few of the roster's keepers have signed."
            },
            footer = {"", "Example: bulwark ledger enrol roster.json examples/credit"})
    public static final class Enrol extends Proposed {
        @Override
        public Integer call() throws Exception {
            RosterProposal proposal = RosterProposal.read(file());
            try (Run run = open()) {
                LoggedEvidence logged = proposal.record(run);
                run.terminal()
                        .line(
                                "  roster %d is in force, entry %d of the log"
                                        .formatted(proposal.roster().serial(), logged.index()));
                run.terminal()
                        .document(
                                Json.obj(
                                        "serial", proposal.roster().serial(),
                                        "envelope", logged.digest(),
                                        "entry", logged.index()));
                return ExitCode.OK;
            }
        }
    }
}
