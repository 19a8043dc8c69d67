package dev.bulwark.cli;

import dev.bulwark.cli.change.ChangeProject;
import dev.bulwark.cli.change.PersonKeys;
import dev.bulwark.governance.change.Ballot;
import dev.bulwark.governance.change.ChangeStatus;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What people say of a change. */
final class VoteCommands {
    /** Of a digest: 64 bits, which nobody finds a second change for by trying. */
    private static final int SHORTEST_DIGEST = 16;

    private VoteCommands() {}

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
            boolean recorded = signature.deliver(keys.sign(ballot.statement()), this);
            if (recorded) {
                ChangeOptions.show(this, id());
            } else {
                terminal()
                        .document(
                                Json.obj(
                                        "id", id(),
                                        "digest", status.digest(),
                                        "recorded", false));
            }
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
                "Example: bulwark change approve production-1f2e3d4c --digest 0123456789abcdef \\",
                "             --as ~/keys/bob examples/credit"
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
            footer = {
                "",
                "Example: bulwark change reject production-1f2e3d4c --reason 'Not audited' \\",
                "             --as ~/keys/bob examples/credit"
            })
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
            footer = {
                "",
                "Example: bulwark change withdraw production-1f2e3d4c --as ~/keys/bob examples/credit"
            })
    static final class Withdraw extends Vote implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return cast(Ballot.Vote.WITHDRAW, Optional.empty(), Optional.empty());
        }
    }
}
