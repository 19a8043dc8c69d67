package dev.bulwark.cli.path;

import dev.bulwark.assessment.performance.PerformanceReport;
import dev.bulwark.cli.config.SystemFile;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.governance.cards.ModelCard;
import dev.bulwark.governance.cards.SystemDescription;
import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.ledger.LedgerCheck;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.supplychain.bom.Bom;
import dev.bulwark.training.fit.FittedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The whole path, from data to a released model. */
public final class RunStages {
    private RunStages() {}

    /**
     * What a path left.
     *
     * @param model the released model
     * @param data what it was trained on
     * @param bom what it is made of
     * @param card its model card
     * @param decisions of the gates it passed, in order
     * @param board the state of the practices
     */
    public record Released(
            ModelArtifact model,
            LoadedDataset data,
            Bom bom,
            ModelCard card,
            List<GateDecision> decisions,
            Board board) {
        public Released {
            decisions = List.copyOf(decisions);
        }
    }

    /**
     * What a transition of a model is about: the model, then the data its manifest was signed for.
     */
    public static List<Subject> subjects(Run run, ModelArtifact model) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(AssessStage.subject(model));
        DataStage.manifest(run)
                .ifPresent(manifest -> subjects.add(manifest.statement().subjects().getFirst()));
        return subjects;
    }

    /**
     * Walks the path.
     *
     * @throws GateRefusedException where a gate refuses; what follows is not done then
     */
    public static Released walk(Run run) throws IOException {
        List<GateDecision> decisions = new ArrayList<>();
        GateStage.signPolicy(run);
        DataStage.Prepared data = DataStage.prepare(run);
        Subject dataset =
                new Subject(data.dataset().artifact().name(), data.dataset().artifact().digest());
        GateStage.pass(run, Gate.TRAIN, List.of(dataset)).ifPresent(decisions::add);
        FittedModel fitted = TrainStage.train(run, data);
        ModelArtifact model = fitted.model();
        List<Subject> subjects = List.of(AssessStage.subject(model), dataset);
        PerformanceReport performance = AssessStage.audit(run, data, model);
        AssessStage.attack(run, data, model);
        Bom bom = SupplyStage.list(run, data, model, performance);
        auditTrail(run, model);
        GateStage.pass(run, Gate.REGISTER, subjects).ifPresent(decisions::add);
        run.heading("release");
        GateStage.beforeRelease(run, subjects);
        SupplyStage.sign(run, model);
        ModelCard card = card(run, model, dataset);
        GateStage.pass(run, Gate.RELEASE, subjects).ifPresent(decisions::add);
        return new Released(
                model, data.dataset(), bom, card, decisions, board(run, subjects, decisions));
    }

    /** Evidence that the log and the store it speaks of are whole, as of now. */
    private static void auditTrail(Run run, ModelArtifact model) {
        Workspace workspace = run.workspace();
        LedgerCheck check = workspace.check();
        run.record(
                PracticeEvidence.of(
                                Practice.AUDIT_TRAIL,
                                check.isClean() ? Outcome.PASSED : Outcome.FAILED,
                                run.now(),
                                Json.obj("log", workspace.ledger().logKey().name()),
                                Json.obj(
                                        "entries",
                                        check.entries(),
                                        "findings",
                                        check.findings().size(),
                                        "clean",
                                        check.isClean()),
                                OptionalLong.empty())
                        .about(List.of(AssessStage.subject(model))));
    }

    private static ModelCard card(Run run, ModelArtifact model, Subject dataset)
            throws IOException {
        List<Evidence> evidence = run.workspace().verified().evidence();
        ModelCard card =
                ModelCard.of(
                        describe(run.file()),
                        AssessStage.subject(model),
                        Set.of(dataset.digest()),
                        evidence);
        Path folder = run.workspace().folder().root().resolve("build");
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("model-card.md"), card.markdown().getBytes(StandardCharsets.UTF_8));
        run.record(card.evidence(run.now()).about(List.of(AssessStage.subject(model))));
        return card;
    }

    /** Who answers for the system and what it is for. */
    public static SystemDescription describe(SystemFile file) {
        return new SystemDescription(
                file.system().name(),
                file.system().owner(),
                file.system().purpose(),
                file.system().risk(),
                file.system().caveats());
    }

    /** The board as the evidence has it now. */
    public static Board board(Run run, List<Subject> subjects, List<GateDecision> decisions) {
        VerifiedEvidence verified = run.workspace().verified();
        return Board.of(
                        verified.evidence(),
                        subjects.stream().map(Subject::digest).toList(),
                        Map.of(),
                        GateStage.failed(decisions),
                        run.now())
                .after(decisions);
    }
}
