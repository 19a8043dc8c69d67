package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.evidence.EvidenceView;
import dev.bulwark.cli.evidence.ProjectIndex;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.index.EvidenceIndex;
import dev.bulwark.ledger.index.EvidenceQuery;
import dev.bulwark.ledger.index.IndexedEntry;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.store.PayloadMove;
import dev.bulwark.ledger.store.StoreSettings;
import dev.bulwark.ledger.store.s3.S3Provider;
import dev.bulwark.ledger.store.s3.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands about the evidence itself: finding it, erasing it, and where it lies. */
final class EvidenceCommands {
    private EvidenceCommands() {}

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {
                "Lists the evidence that holds, oldest first.",
                "With a filter, an index in SQL finds it; the answer is proved against the log."
            },
            footer = {
                "",
                "Example: bulwark ledger list --practice signing --since 2026-11-01"
                        + " examples/credit"
            })
    static final class ListEntries implements Callable<Integer> {
        @Option(names = "--subject", paramLabel = "DIGEST", description = "about this artifact")
        private @Nullable Digest subject;

        @Option(
                names = "--practice",
                paramLabel = "ID",
                description = "of this practice, or of this predicate type")
        private String practice = "";

        @Option(
                names = "--signer",
                paramLabel = "KEY",
                description = "signed by the key of this id")
        private String signer = "";

        @Option(names = "--since", paramLabel = "TIME", description = "logged then or later (UTC)")
        private String since = "";

        @Option(names = "--until", paramLabel = "TIME", description = "logged before then (UTC)")
        private String until = "";

        @Option(
                names = "--index",
                paramLabel = "URL",
                defaultValue = "${env:BULWARK_INDEX:-}",
                description =
                        "JDBC URL of the index, or BULWARK_INDEX (default: a file of the project)")
        private String index = "";

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            ProjectFolder folder = project.folder();
            LedgerReader reader = Workspace.reader(folder);
            TrustedKeys keys = TrustedKeys.of(PublicKeyFile.read(folder.publicKeys()));
            EvidenceQuery query = query();
            EvidenceView view = new EvidenceView(project.terminal(), Optional.ofNullable(subject));
            if (query.equals(EvidenceQuery.ALL)) {
                view.show(reader.verified(keys), _ -> true);
                return ExitCode.OK;
            }
            Set<Long> wanted;
            try (EvidenceIndex open = ProjectIndex.open(folder, index, reader)) {
                wanted =
                        open.findAll(reader.log(), query).stream()
                                .map(IndexedEntry::index)
                                .collect(Collectors.toSet());
            }
            view.show(reader.verifiedOf(wanted, keys, SignaturePolicy.BOTH), wanted::contains);
            return ExitCode.OK;
        }

        private EvidenceQuery query() {
            EvidenceQuery query =
                    EvidenceQuery.ALL.logged(time("--since", since), time("--until", until));
            if (subject != null) {
                query = query.about(subject);
            }
            if (!practice.isEmpty()) {
                boolean isType = practice.contains(":");
                query =
                        query.ofType(
                                isType
                                        ? practice
                                        : "https://bulwark.dev/evidence/" + practice + "/v1");
            }
            return signer.isEmpty() ? query : query.by(signer);
        }

        private static Optional<Instant> time(String option, String text) {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        text.contains("T")
                                ? Instant.parse(text)
                                : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            } catch (DateTimeException e) {
                throw new BulwarkException(
                        "TIME_MALFORMED",
                        "%s is '%s', which is no time".formatted(option, text),
                        "write a day, 2026-11-01, or a second, 2026-11-01T12:00:00Z",
                        e);
            }
        }
    }

    @Command(
            name = "erase",
            mixinStandardHelpOptions = true,
            description = {
                "Erases the payload of an envelope and its proof; the log keeps its entry.",
                "A signed record of it is logged first, and says for ever what, when and why."
            },
            footer = {
                "",
                "Example: bulwark ledger erase --envelope sha256:… --reason 'request 17' demo"
            })
    static final class Erase implements Callable<Integer> {
        @Option(
                names = "--envelope",
                paramLabel = "DIGEST",
                required = true,
                description = "digest of the envelope, as 'bulwark ledger list --json' shows it")
        private @Nullable Digest envelope;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "why; it is kept for ever, so name the ground and no person")
        private String reason = "";

        @Option(
                names = "--by",
                paramLabel = "NAME",
                description = "who had it erased (default: the user of this machine)")
        private String by = System.getProperty("user.name", "unknown");

        @Option(
                names = "--index",
                paramLabel = "URL",
                defaultValue = "${env:BULWARK_INDEX:-}",
                description =
                        "JDBC URL of the index that forgets what the payload said, or BULWARK_INDEX"
                                + " (default: a file of the project)")
        private String index = "";

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            Digest named = Objects.requireNonNull(envelope, "required");
            Terminal terminal = project.terminal();
            try (Run run = project.open()) {
                Workspace workspace = run.workspace();
                long at =
                        workspace
                                .ledger()
                                .indexOf(named)
                                .orElseThrow(() ->
                                        new BulwarkException(
                                                "ERASURE_UNKNOWN",
                                                "no entry of the log speaks of envelope " + named,
                                                "check the digest with 'bulwark ledger list'"));
                LedgerReader reader = workspace.ledger().reader();
                LogEntry entry = reader.log().entry(at);
                Erasure erasure =
                        new Erasure(named, entry.predicateType(), at, reason, by, run.now());
                LoggedEvidence logged =
                        workspace.ledger().erase(workspace.keys().sign(erasure.statement()));
                terminal.line(
                        "  erased %s; entry %d says so for ever"
                                .formatted(named.abbreviated(), logged.index()));
                terminal.line("  copies elsewhere, such as backups and dossiers, are not erased");
                terminal.document(
                        Json.obj(
                                "envelope",
                                named,
                                "record",
                                logged.digest(),
                                "index",
                                logged.index()));
                forget(workspace.folder(), workspace.ledger().reader());
            }
            return ExitCode.OK;
        }

        /** The index holds what payloads said; it forgets when it follows the log. */
        private void forget(ProjectFolder folder, LedgerReader reader) {
            try (EvidenceIndex open = ProjectIndex.open(folder, index, reader)) {
                open.follow(reader.log());
            }
        }
    }

    @Command(
            name = "store",
            mixinStandardHelpOptions = true,
            description = {
                "Says where the envelopes lie, or moves them into S3-compatible storage.",
                "Credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the file that",
                "AWS_SHARED_CREDENTIALS_FILE names."
            },
            footer = {
                "",
                "Example: bulwark ledger store --bucket evidence --endpoint https://s3.example.org"
                        + " demo"
            })
    static final class Store implements Callable<Integer> {
        @Option(names = "--bucket", paramLabel = "NAME", description = "move into this bucket")
        private String bucket = "";

        @Option(
                names = "--endpoint",
                paramLabel = "URL",
                description = "of the service (default: AWS's of the region)")
        private @Nullable URI endpoint;

        @Option(
                names = "--region",
                paramLabel = "NAME",
                defaultValue = "us-east-1",
                description = "region (default: ${DEFAULT-VALUE})")
        private String region = "us-east-1";

        @Option(
                names = "--prefix",
                paramLabel = "PREFIX/",
                description = "before every key; give each system its own")
        private String prefix = "";

        @Option(
                names = "--virtual-host",
                description = "the bucket stands in the host name, as AWS has it")
        private boolean virtualHost;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            Path folder = project.folder().ledger().evidence();
            if (!bucket.isEmpty()) {
                move(folder);
            }
            Terminal terminal = project.terminal();
            Optional<StoreSettings> settings = StoreSettings.read(folder);
            terminal.line(
                    "  the envelopes lie in "
                            + settings.map(each -> each.kind() + " " + each.settings().pretty())
                                    .orElse(folder.toString())
                                    .stripTrailing());
            terminal.document(
                    Json.obj(
                            "kind", settings.map(StoreSettings::kind).orElse("folder"),
                            "settings",
                                    settings.map(StoreSettings::settings).orElseGet(Json::obj)));
            return ExitCode.OK;
        }

        private void move(Path folder) throws IOException {
            StoreSettings target;
            try {
                target =
                        new StoreSettings(
                                S3Provider.KIND,
                                new S3Settings(
                                                Optional.ofNullable(endpoint),
                                                bucket,
                                                prefix,
                                                region,
                                                !virtualHost)
                                        .toJson());
            } catch (IllegalArgumentException e) {
                throw new BulwarkException(
                        "EVIDENCE_STORE_SETTINGS",
                        String.valueOf(e.getMessage()),
                        "correct the option",
                        e);
            }
            try (Run run =
                    project.open()) { // holds the ledger's lock, and finishes what a crash cut
                int moved = PayloadMove.to(target, folder);
                run.terminal()
                        .line(
                                ("  %,d envelopes were copied and read back; run 'bulwark ledger"
                                                + " fsck', then remove '%s'")
                                        .formatted(moved, folder.resolve("sha256")));
            }
        }
    }
}
