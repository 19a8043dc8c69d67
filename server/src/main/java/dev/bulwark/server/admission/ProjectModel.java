package dev.bulwark.server.admission;

import dev.bulwark.gateway.model.ModelSource;
import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Problem;
import dev.bulwark.supplychain.sign.ModelResource;
import dev.bulwark.supplychain.sign.ModelSignatureVerifier;
import dev.bulwark.supplychain.sign.ModelVerification;
import dev.bulwark.supplychain.sign.VerificationPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The model a project serves, checked anew at every start of a worker and at every review.
 *
 * <p><b>Guarantees:</b> bytes come out only if their digest is the released one, the project's key
 * signed them, and the serve gate allows it at that moment by verified evidence alone.
 */
public final class ProjectModel implements ModelSource {
    private static final long LARGEST_MODEL = 512L << 20;
    private static final int LARGEST_SIGNATURE = 16 << 20;

    private final ProjectFolder project;
    private final Optional<String> alias;
    private final InstantSource clock;
    private final Candidate candidate;
    private final Consumer<GateDecision> witness;

    private ProjectModel(
            ProjectFolder project,
            Optional<String> alias,
            InstantSource clock,
            Candidate candidate,
            Consumer<GateDecision> witness) {
        this.project = project;
        this.alias = alias;
        this.clock = clock;
        this.candidate = candidate;
        this.witness = witness;
    }

    /**
     * The model to serve; whether it may be served is yet to be asked.
     *
     * @param alias whose model it is by the history of approved changes: once the alias means
     *     another, every review refuses this one. Empty: the model that was released last.
     * @throws BulwarkException if the project cannot be read or has released nothing, or the alias
     *     means no released model
     */
    public static ProjectModel open(
            ProjectFolder project, Optional<String> alias, InstantSource clock) {
        ProjectEvidence evidence = ProjectEvidence.read(project);
        Candidate candidate =
                alias.map(name -> evidence.candidate(evidence.model(name), clock.instant()))
                        .orElseGet(() -> evidence.candidate(clock.instant()));
        return new ProjectModel(project, alias, clock, candidate, _ -> {});
    }

    /** The same model; {@code witness} is told what the gate says whenever it is asked. */
    public ProjectModel witnessedBy(Consumer<GateDecision> witness) {
        return new ProjectModel(project, alias, clock, candidate, witness);
    }

    /** What it takes and gives. */
    public ModelContract contract() {
        return candidate.contract();
    }

    /** What the gate said when the project was opened. */
    public GateDecision firstDecision() {
        return candidate.decision();
    }

    @Override
    public Admission admit() {
        try {
            ProjectEvidence evidence = ProjectEvidence.read(project);
            Optional<Problem> problem = refusal(evidence);
            return problem.isPresent()
                    ? new Admission.Refused(problem.get())
                    : new Admission.Admitted(bytes(evidence));
        } catch (BulwarkException e) {
            return new Admission.Refused(e.toProblem());
        }
    }

    @Override
    public Optional<Problem> review() {
        try {
            return refusal(ProjectEvidence.read(project));
        } catch (BulwarkException e) {
            return Optional.of(e.toProblem());
        }
    }

    private Optional<Problem> refusal(ProjectEvidence evidence) {
        Optional<Digest> meant = alias.map(evidence::model);
        if (meant.isPresent() && !meant.get().equals(contract().digest())) {
            return Optional.of(
                    new Problem(
                            "ALIAS_MOVED",
                            "alias '%s' means model %s now, and the server was started for %s"
                                    .formatted(
                                            alias.orElse(""),
                                            meant.get().abbreviated(),
                                            contract().digest().abbreviated()),
                            "start the server again"));
        }
        Candidate now = evidence.candidate(contract().digest(), clock.instant());
        witness.accept(now.decision());
        if (!now.contract().equals(contract())) {
            return Optional.of(
                    new Problem(
                            "CONTRACT_CHANGED",
                            "the evidence says now that the model has another name or schema",
                            "start the server again"));
        }
        return switch (now.decision()) {
            case GateDecision.Allow _, GateDecision.Overridden _ -> Optional.empty();
            case GateDecision.Deny deny -> Optional.of(problem(deny));
        };
    }

    private static Problem problem(GateDecision.Deny deny) {
        return new Problem(
                "GATE_REFUSED",
                "the serve gate refuses: "
                        + deny.reasons().stream()
                                .map(GateDecision.Reason::what)
                                .collect(Collectors.joining("; ")),
                deny.reasons().getFirst().fix());
    }

    private Bytes bytes(ProjectEvidence evidence) {
        Digest digest = contract().digest();
        Path file = project.model(digest);
        try {
            Path signature = project.modelSignature(digest);
            requireSmall(signature, LARGEST_SIGNATURE);
            requireSmall(file, LARGEST_MODEL);
            requireSigned(evidence, project.modelFolder(digest), signature);
            Bytes onnx = Bytes.of(Files.readAllBytes(file));
            if (!Digest.of(onnx).equals(digest)) {
                throw new BulwarkException(
                        "MODEL_CHANGED",
                        "'%s' has digest %s, released was %s"
                                .formatted(
                                        file, Digest.of(onnx).abbreviated(), digest.abbreviated()),
                        "restore the file from a backup, or run 'bulwark run' again");
            }
            return onnx;
        } catch (IOException e) {
            throw new BulwarkException(
                    "MODEL_MISSING",
                    "the model or its signature cannot be read: " + e.getMessage(),
                    "restore the files from a backup, or run 'bulwark run' again",
                    e);
        }
    }

    private static void requireSmall(Path file, long largest) throws IOException {
        if (Files.size(file) > largest) {
            throw new BulwarkException(
                    "MODEL_TOO_LARGE",
                    "'%s' has %d bytes, the limit is %d".formatted(file, Files.size(file), largest),
                    "serve a smaller model");
        }
    }

    /** The signature is over the model's folder: the graph and what is said of it, nothing more. */
    private void requireSigned(ProjectEvidence evidence, Path folder, Path signature)
            throws IOException {
        ModelVerification verification =
                ModelSignatureVerifier.trusting(
                                evidence.modelKey(),
                                VerificationPolicy.STRICT.withSignatureFile(signature))
                        .verify(folder, Bytes.of(Files.readAllBytes(signature)));
        switch (verification) {
            case ModelVerification.Intact intact -> {
                boolean thisModel =
                        intact.statement().manifest().resources().stream()
                                .map(ModelResource::digest)
                                .anyMatch(contract().digest()::equals);
                if (!thisModel) {
                    throw new BulwarkException(
                            "SIGNATURE_FOREIGN",
                            "the signature in '" + folder + "' is of another model",
                            "sign the model again with 'bulwark sign'");
                }
            }
            case ModelVerification.Refused(var reason, String detail, var _) ->
                    throw new BulwarkException(
                            "SIGNATURE_REFUSED",
                            "the signature of '%s' is refused (%s): %s"
                                    .formatted(folder, reason, detail),
                            reason.fix());
        }
    }
}
