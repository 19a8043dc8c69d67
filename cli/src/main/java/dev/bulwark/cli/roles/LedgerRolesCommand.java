package dev.bulwark.cli.roles;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Revocation;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerRoles;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who may sign what: {@code bulwark ledger roles} and {@code revoke}. */
public final class LedgerRolesCommand {
    private static final int SHORTEST_PREFIX = 8;

    private LedgerRolesCommand() {}

    @Command(
            name = "roles",
            mixinStandardHelpOptions = true,
            description = {
                "Shows who may sign what from when to when, and which keys are revoked.",
                "Without a roster the owner's keys hold every role."
            },
            footer = {"", "Example: bulwark ledger roles examples/credit"})
    public static final class Roles implements Callable<Integer> {
        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            ProjectFolder folder = project.folder();
            Terminal terminal = project.terminal();
            TrustedKeys owners = TrustedKeys.of(PublicKeyFile.read(folder.publicKeys()));
            SignerRoles roles = Workspace.reader(folder).verified(owners).roles();
            terminal.line("  owners: rosters, revocations, policies");
            owners.keyIds().stream()
                    .sorted()
                    .forEach(key -> terminal.line("    key " + key.substring(0, 16) + "…"));
            Optional<Roster> roster = roles.current().map(SignerRoles.InForce::roster);
            terminal.line(
                    roster.map(r ->
                                    "  roster %d, %d members"
                                            .formatted(r.serial(), r.members().size()))
                            .orElse("  no roster: the owners hold every role"));
            roster.map(Roster::members).orElse(List.of()).forEach(each -> show(each, terminal));
            terminal.line("  " + RosterProposal.describe(roles.rosterQuorum()));
            roles.revocations().values().stream()
                    .map(each ->
                            "  revoked: key %s… since %s, %s"
                                    .formatted(
                                            each.key().substring(0, 16),
                                            each.since(),
                                            each.reason().id()))
                    .sorted()
                    .forEach(terminal::line);
            terminal.document(document(owners, roles));
            return ExitCode.OK;
        }

        private static void show(RosterMember member, Terminal terminal) {
            terminal.line(
                    "    %s  key %s…"
                            .formatted(member.person(), member.keys().id().substring(0, 16)));
            member.grants().forEach(grant -> terminal.line("      " + grant));
        }

        private static Json.Obj document(TrustedKeys owners, SignerRoles roles) {
            Json.Obj json =
                    Json.obj(
                            "owners",
                            owners.keyIds().stream().sorted().toList(),
                            "keepers",
                            Json.obj(
                                    "people",
                                    roles.rosterQuorum().people().stream()
                                            .map(Person::name)
                                            .toList(),
                                    "needed",
                                    roles.rosterQuorum().needed()),
                            "revocations",
                            Json.arr(
                                    roles.revocations().values().stream()
                                            .map(Revocation::toJson)
                                            .toList()));
            return roles.current()
                    .map(each ->
                            json.with("roster", each.envelope())
                                    .with("entry", each.index())
                                    .with("loggedAt", each.loggedAt().toString())
                                    .with("content", each.roster().toJson()))
                    .orElse(json);
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = {
                "Revokes a key: what it signed and was logged from that moment on is refused,",
                "earlier evidence stands. It cannot be undone; enrol new keys instead."
            },
            footer = {
                "",
                "Example: bulwark ledger revoke --key 0123456789abcdef --reason lost DIR"
            })
    public static final class Revoke implements Callable<Integer> {
        @Option(
                names = "--key",
                paramLabel = "ID",
                required = true,
                description = "as 'bulwark ledger roles' shows it, 8 digits at least")
        private String key = "";

        @Option(
                names = "--reason",
                required = true,
                description = "superseded, compromised, left or lost")
        private Revocation.Reason reason = Revocation.Reason.COMPROMISED;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "by the log's time, as 2026-11-01T12:00:00Z (default: now)")
        private @Nullable Instant since;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            try (Run run = project.open()) {
                SignerRoles roles = run.workspace().verified().roles();
                String id = resolved(roles);
                Instant from = since == null ? run.now() : since;
                LoggedEvidence logged = run.record(new Revocation(id, from, reason).statement());
                run.terminal()
                        .line(
                                "  key %s… is revoked since %s (%s)"
                                        .formatted(id.substring(0, 16), from, reason.id()));
                if (roles.root().keys().keyIds().contains(id)) {
                    run.terminal()
                            .line(
                                    "  it is an owner's: nothing it signs counts any more; give"
                                            + " verifiers a new public.pem");
                }
                run.terminal()
                        .document(
                                Json.obj(
                                        "key", id,
                                        "since", from.toString(),
                                        "reason", reason.id().toLowerCase(Locale.ROOT),
                                        "envelope", logged.digest(),
                                        "entry", logged.index()));
                return ExitCode.OK;
            } catch (IllegalArgumentException e) {
                throw wrong("REVOCATION_INVALID", e);
            }
        }

        private String resolved(SignerRoles roles) {
            Set<String> known = new TreeSet<>(roles.keys().keyIds());
            List<String> matching = known.stream().filter(id -> id.startsWith(key)).toList();
            if (key.length() < SHORTEST_PREFIX || matching.size() != 1) {
                throw new BulwarkException(
                        "KEY_UNKNOWN",
                        "'%s' names %d keys of owners and roster"
                                .formatted(key.replaceAll("\\p{Cntrl}", "?"), matching.size()),
                        "give at least 8 digits of one that 'bulwark ledger roles' shows");
            }
            return matching.getFirst();
        }
    }

    static BulwarkException wrong(String code, RuntimeException e) {
        return new BulwarkException(
                code,
                String.valueOf(e.getMessage()),
                e instanceof DateTimeException
                        ? "write times as 2026-11-01T12:00:00Z"
                        : "see the command's --help for what it takes",
                e);
    }
}
