package dev.bulwark.server;

import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateException;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.LedgerFolders;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.onnx.build.Mlp;
import dev.bulwark.onnx.build.MlpSpec;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.supplychain.sign.ModelSigner;
import dev.bulwark.supplychain.sign.SigningOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A project that went the whole path: a real model, signed evidence in a real ledger, a release.
 */
final class TestProject {
    /** Two rows for the model. */
    static final String REQUEST =
            """
            {"id": "r-1", "inputs": [
              {"name": "age", "datatype": "FP32", "shape": [2, 1], "data": [31, 44]},
              {"name": "purpose", "datatype": "BYTES", "shape": [2, 1], "data": ["car", "home"]}
            ]}\
            """;

    private static final String ORIGIN = "test.bulwark.dev/log";

    /** The owner's. */
    static final SigningKeys KEYS = SigningKeys.generate();

    private final Path root;
    private final Bytes onnx = trained();
    private final List<Subject> subjects = List.of(new Subject("credit model", Digest.of(onnx)));

    private TestProject(Path root) {
        this.root = root;
    }

    /** A project whose model may be served while its evidence is younger than {@code fresh}. */
    static TestProject released(Path root, Duration fresh, Instant evidenceAt) throws IOException {
        return released(root, fresh, evidenceAt, Optional.empty());
    }

    /** The same, where one person beside the author must approve changes. */
    static TestProject withApprovals(Path root, Duration fresh, Instant evidenceAt)
            throws IOException {
        ChangeRules rules = new ChangeRules(1, Set.of(ApprovedProject.RISK), Duration.ofDays(7));
        return released(root, fresh, evidenceAt, Optional.of(rules));
    }

    private static TestProject released(
            Path root, Duration fresh, Instant evidenceAt, Optional<ChangeRules> rules)
            throws IOException {
        TestProject project = new TestProject(root);
        project.writeKeys();
        project.writeModel();
        GatePolicy policy =
                new GatePolicy(
                        "credit",
                        Map.of(
                                Gate.RELEASE,
                                List.of(demand(Optional.empty())),
                                Gate.SERVE,
                                List.of(demand(Optional.of(fresh)))),
                        rules);
        project.record(policy.statement());
        project.recordValidation(project.model(), evidenceAt);
        project.record(
                VerificationSummary.of(
                        project.decision(policy, evidenceAt), project.subjects, "credit"));
        return project;
    }

    static Demand demand(Optional<Duration> fresh) {
        return new Demand("input-validation", Optional.empty(), fresh);
    }

    Path root() {
        return root;
    }

    Subject model() {
        return subjects.getFirst();
    }

    Digest digest() {
        return Digest.of(onnx);
    }

    Path modelFile() {
        return state().resolve("models").resolve(digest().hex()).resolve("model.onnx");
    }

    Path state() {
        return root.resolve(".bulwark");
    }

    /** Signs and logs evidence that the model's input validation failed. */
    void recordFailedValidation(Instant at) {
        record(
                PracticeEvidence.of(
                                Practice.byId("input-validation").orElseThrow(),
                                Outcome.FAILED,
                                at,
                                Json.obj(),
                                validated(),
                                OptionalLong.empty())
                        .about(subjects));
    }

    private Json.Obj validated() {
        return Json.obj(
                "columns", schema().features().size(),
                "numeric", 0,
                "categorical", 0,
                "images", 0,
                "schema", schema().toJson());
    }

    /** The owner and a second person open the serve gate at {@code at}, for four hours. */
    void breakGlass(Instant at) {
        SigningKeys second = SigningKeys.generate();
        GateException glass =
                new GateException(
                        GateException.Kind.BREAK_GLASS,
                        subjects.getFirst(),
                        Gate.SERVE,
                        GateException.WHOLE_GATE,
                        "incident 7",
                        at.plus(Duration.ofHours(4)));
        Grant grant =
                new Grant(
                        "on-call",
                        List.of(GateException.Kind.BREAK_GLASS.predicateType()),
                        Instant.EPOCH,
                        Optional.empty());
        RosterMember member =
                new RosterMember(
                        new Person("bob"), SignerKeys.of(second.publicKeys()), List.of(grant));
        try (Ledger ledger = ledger(() -> at)) {
            ledger.record(KEYS.sign(new Roster(1, Optional.empty(), List.of(member)).statement()));
            ledger.record(KEYS.sign(glass.statement()).countersigned(second));
        }
    }

    Ledger ledger(InstantSource clock) {
        return Ledger.open(
                LedgerFolders.in(state()),
                NoteSigner.ofLog(ORIGIN, KEYS.ed25519()),
                List.of(NoteSigner.mlDsaOfLog(ORIGIN, KEYS.mlDsa44(), clock)),
                clock);
    }

    /** Signs and logs evidence that a model checks its inputs as this one does. */
    void recordValidation(Subject model, Instant at) {
        record(
                PracticeEvidence.of(
                                Practice.byId("input-validation").orElseThrow(),
                                Outcome.PASSED,
                                at,
                                Json.obj(),
                                validated(),
                                OptionalLong.empty())
                        .about(List.of(model)));
    }

    private GateDecision decision(GatePolicy policy, Instant at) {
        CompiledPolicy.Compilation compiled =
                CompiledPolicy.compile(policy, FactVocabulary.shipped());
        return GateKeeper.decide(
                new Transition(Gate.RELEASE, List.of(digest()), verified(), at),
                ((CompiledPolicy.Compilation.Compiled) compiled).policy());
    }

    private VerifiedEvidence verified() {
        return LedgerReader.open(
                        LedgerFolders.in(state()),
                        VerifierKey.ofLog(ORIGIN, KEYS.ed25519().getPublic()))
                .verified(KEYS.trusted());
    }

    void record(Statement statement) {
        var envelope = KEYS.sign(statement);
        try (Ledger ledger = ledger(InstantSource.system())) {
            ledger.record(envelope);
        }
    }

    private void writeKeys() throws IOException {
        Path keys = Files.createDirectories(state().resolve("keys"));
        Files.writeString(keys.resolve("public.pem"), PublicKeyFile.format(KEYS.publicKeys()));
        Files.writeString(
                keys.resolve("log.vkey"),
                VerifierKey.ofLog(ORIGIN, KEYS.ed25519().getPublic()).vkey() + "\n");
    }

    private void writeModel() throws IOException {
        Path folder = Objects.requireNonNull(modelFile().getParent());
        Files.createDirectories(folder);
        Files.write(modelFile(), onnx.toArray());
        Path signature = modelFile().resolveSibling("model.sig");
        Files.write(
                signature,
                new ModelSigner(KEYS.ecdsa())
                        .sign(folder, SigningOptions.DEFAULT.withSignatureFile(signature))
                        .bundle()
                        .toArray());
    }

    private static Schema schema() {
        return new Schema(
                List.of(
                        Column.of("age", new ColumnType.Numeric(18, 99, true), Column.Role.FEATURE),
                        Column.of(
                                "purpose",
                                new ColumnType.Categorical(List.of("car", "home")),
                                Column.Role.FEATURE),
                        Column.of(
                                "class",
                                new ColumnType.Categorical(List.of("good", "bad")),
                                Column.Role.LABEL)),
                "good");
    }

    private static Bytes trained() {
        Preparation preparation =
                new Preparation(
                        List.of(
                                new FeaturePreparation.Standardise("age", 40, 10),
                                new FeaturePreparation.OneHot("purpose", List.of("car", "home"))));
        Network network = Mlp.build(new MlpSpec(schema(), preparation, List.of(8), 0, false, 42));
        return OnnxWriter.write(network.inference(network.parameters(), network.buffers()));
    }
}
