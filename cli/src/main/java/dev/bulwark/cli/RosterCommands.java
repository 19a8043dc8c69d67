package dev.bulwark.cli;

import dev.bulwark.cli.path.Run;
import dev.bulwark.governance.change.Ballot;
import dev.bulwark.governance.change.Change;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Revocation;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.ledger.trust.SignerRoles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who may sign what besides the owner: the roster in the ledger, and the end of keys. */
final class RosterCommands {
    /** What people do who propose and approve changes. */
    private static final List<String> CHANGES =
            List.of(Change.PREDICATE_TYPE, Ballot.PREDICATE_TYPE);

    private RosterCommands() {}

    private static SignerKeys keys(Path file) throws IOException {
        return SignerKeys.of(PublicKeyFile.read(file));
    }

    /** A day begins at midnight UTC. */
    private static Instant time(String text, String option, @Nullable CommandSpec spec) {
        try {
            return text.length() == "2026-03-03".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "set by picocli").commandLine(),
                    "Invalid value for option '%s': write 2026-03-03 or 2026-03-03T14:00:00Z"
                            .formatted(option),
                    e);
        }
    }

    @Command(
            name = "grant",
            mixinStandardHelpOptions = true,
            description = {
                "Enrols a person's keys in the signed roster, or gives them a further role.",
                "Several keys may be one person's: a quorum counts people."
            },
            footer = {
                "",
                "Example: bulwark ledger grant --person bob --keys bob.pem --role risk ."
            })
    static final class GrantRole implements Callable<Integer> {
        @Option(names = "--person", required = true, description = "a name, better a pseudonym")
        private String person = "";

        @Option(
                names = "--keys",
                required = true,
                paramLabel = "FILE",
                description = "the person's public.pem")
        private Path file = Path.of(".");

        @Option(names = "--role", required = true, description = "such as risk or auditor")
        private String role = "";

        @Option(
                names = "--may",
                paramLabel = "KIND",
                description = {
                    "what the role covers: predicate type, practice or *; may be repeated",
                    "(default: proposing and approving changes)"
                })
        private List<String> may = new ArrayList<>();

        @Option(names = "--from", description = "first day or instant (default: now)")
        private @Nullable String from;

        @Option(names = "--until", description = "first day or instant it no longer holds")
        private @Nullable String until;

        @Spec private @Nullable CommandSpec spec;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            try (Run run = project.open()) {
                VerifiedEvidence verified = run.workspace().verified();
                Roster next;
                try {
                    next = next(verified.roles().current(), run.now());
                } catch (IllegalArgumentException e) {
                    throw new ParameterException(
                            Objects.requireNonNull(spec, "set by picocli").commandLine(),
                            "The grant is refused: " + e.getMessage(),
                            e);
                }
                LoggedEvidence logged = run.record(next.statement());
                run.terminal()
                        .line(
                                "  roster %d: %s holds the role %s"
                                        .formatted(next.serial(), person, role));
                run.terminal()
                        .document(
                                Json.obj(
                                        "roster",
                                        next.serial(),
                                        "envelope",
                                        logged.digest(),
                                        "person",
                                        person,
                                        "role",
                                        role));
            }
            return ExitCode.OK;
        }

        private Roster next(Optional<SignerRoles.InForce> current, Instant now) throws IOException {
            SignerKeys keys = keys(file);
            Grant grant =
                    new Grant(
                            role,
                            may.isEmpty() ? CHANGES : may,
                            from == null ? now : time(from, "--from", spec),
                            Optional.ofNullable(until).map(end -> time(end, "--until", spec)));
            List<Grant> grants = new ArrayList<>();
            Optional<RosterMember> before = current.flatMap(in -> in.roster().holderOf(keys.id()));
            if (before.isPresent() && !before.get().person().name().equals(person)) {
                throw new BulwarkException(
                        "PERSON_OTHER",
                        "these keys are %s's on the roster, not %s's"
                                .formatted(before.get().person(), person),
                        "name the person they belong to");
            }
            before.ifPresent(member ->
                    member.grants().stream()
                            .filter(each -> !each.role().equals(role))
                            .forEach(grants::add));
            grants.add(grant);
            RosterMember member = new RosterMember(new Person(person), keys, grants);
            return current.map(in -> in.roster().with(member, in.envelope()))
                    .orElseGet(() -> new Roster(1, Optional.empty(), List.of(member)));
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends a person's keys for ever; what they approve no longer counts.",
            footer = {"", "Example: bulwark ledger revoke --keys bob.pem --reason lost ."})
    static final class RevokeKeys implements Callable<Integer> {
        @Option(
                names = "--keys",
                required = true,
                paramLabel = "FILE",
                description = "the public.pem of the keys that end")
        private Path file = Path.of(".");

        @Option(
                names = "--reason",
                required = true,
                description = "superseded, compromised, left or lost")
        private String reason = "";

        @Option(
                names = "--since",
                description = "day or instant, also an earlier one (default: now)")
        private @Nullable String since;

        @Spec private @Nullable CommandSpec spec;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            Revocation.Reason why =
                    Arrays.stream(Revocation.Reason.values())
                            .filter(each -> each.id().equals(reason))
                            .findFirst()
                            .orElseThrow(() ->
                                    new ParameterException(
                                            Objects.requireNonNull(spec, "set by picocli")
                                                    .commandLine(),
                                            "Invalid value for option '--reason': superseded,"
                                                    + " compromised, left or lost"));
            try (Run run = project.open()) {
                Instant from = since == null ? run.now() : time(since, "--since", spec);
                Revocation revocation = new Revocation(keys(file).id(), from, why);
                run.record(revocation.statement());
                run.terminal().line("  revoked since " + from);
                run.terminal().document(revocation.toJson());
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "roster",
            mixinStandardHelpOptions = true,
            description = "Lists the people on the roster, their keys, roles and revocations.",
            footer = {"", "Example: bulwark ledger roster examples/credit"})
    static final class ShowRoster implements Callable<Integer> {
        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            SignerRoles roles =
                    dev.bulwark.cli.change.ChangeProject.read(
                                    project.folder(), java.time.InstantSource.system())
                            .verified()
                            .roles();
            List<Json> members = new ArrayList<>();
            for (RosterMember member :
                    roles.current().map(in -> in.roster().members()).orElse(List.of())) {
                boolean revoked =
                        member.keys().keyIds().stream().anyMatch(roles.revocations()::containsKey);
                project.terminal()
                        .line(
                                "  %-24s key %s…%s"
                                        .formatted(
                                                member.person(),
                                                member.keys().id().substring(0, 12),
                                                revoked ? "  REVOKED" : ""));
                member.grants().forEach(grant -> project.terminal().line("      " + grant));
                members.add(
                        Json.obj(
                                "person", member.person().name(),
                                "key", member.keys().id(),
                                "revoked", revoked,
                                "grants", member.grants().stream().map(Grant::toString).toList()));
            }
            project.terminal().document(Json.obj("members", Json.arr(members)));
            return ExitCode.OK;
        }
    }
}
