package dev.bulwark.cli.path;

import dev.bulwark.cli.project.Workspace;
import dev.bulwark.governance.dossier.DossierContent;
import dev.bulwark.governance.dossier.DossierWriter;
import dev.bulwark.governance.dossier.LoggedEvidence;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.trust.OwnerActs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dossier: what an outsider gets, and can check without this machine. */
public final class DossierStage {
    private static final Set<String> OWNER_ACTS = Set.of(OwnerActs.ROSTER, OwnerActs.REVOCATION);

    private DossierStage() {}

    /** Writes the dossier of a released model and says where it lies. */
    public static Path write(Run run, RunStages.Released released) throws IOException {
        Workspace workspace = run.workspace();
        Path model = workspace.folder().model(released.model().digest());
        LedgerReader reader = workspace.ledger().reader();
        Path out = workspace.folder().dossier();
        Files.createDirectories(out.toAbsolutePath().getParent());
        new DossierWriter(workspace.keys())
                .write(
                        out,
                        new DossierContent(
                                released.card(),
                                released.board(),
                                released.decisions(),
                                evidence(run, released, reader),
                                reader.checkpoint(),
                                workspace.keys().publicKeys(),
                                Map.of(
                                        "model/model.onnx",
                                        released.model().onnx(),
                                        "model/" + SupplyStage.BOM,
                                        released.bom().bytes(),
                                        "model/" + SupplyStage.SIGNATURE,
                                        Bytes.of(
                                                Files.readAllBytes(
                                                        model.resolve(SupplyStage.SIGNATURE)))),
                                run.now()));
        return out;
    }

    /**
     * What is said of the model, of its data, and of the policy it was judged by; and who may sign
     * what, for without that nobody could check the rest.
     */
    private static List<LoggedEvidence> evidence(
            Run run, RunStages.Released released, LedgerReader reader) {
        Set<Digest> subjects = new HashSet<>();
        subjects.add(released.model().digest());
        subjects.add(released.data().artifact().digest());
        subjects.add(run.policy().digest());
        return reader.verified(run.workspace().trusted()).evidence().stream()
                .filter(e ->
                        OWNER_ACTS.contains(e.statement().predicateType())
                                || subjects.stream().anyMatch(e.statement()::isAbout))
                .map(e -> logged(e, reader))
                .toList();
    }

    private static LoggedEvidence logged(Evidence evidence, LedgerReader reader) {
        return new LoggedEvidence(evidence, reader.proof(evidence.digest()));
    }
}
