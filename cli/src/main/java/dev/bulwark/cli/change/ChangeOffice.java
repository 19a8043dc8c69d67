package dev.bulwark.cli.change;

import dev.bulwark.cli.path.ChangeRefusedException;
import dev.bulwark.cli.path.GateStage;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.governance.change.AliasFile;
import dev.bulwark.governance.change.ChangeDesk;
import dev.bulwark.governance.change.ChangeStatus;
import dev.bulwark.governance.change.Execution;
import dev.bulwark.governance.change.PolicyInForce;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.VerifiedEvidence;
import java.io.IOException;
import java.util.Optional;

/** The recorder: a project open for work, whose keys enter in the log what people signed. */
public final class ChangeOffice {
    private final Run run;
    private final ChangeDesk desk;

    /** Opens the desk of an open project. */
    public ChangeOffice(Run run) throws IOException {
        this.run = run;
        Workspace workspace = run.workspace();
        this.desk =
                ChangeDesk.open(
                        workspace.ledger(),
                        workspace.trusted(),
                        workspace.keys(),
                        new AliasFile(workspace.folder().aliases()),
                        workspace.clock());
    }

    /** Records what somebody signed, if it counts. */
    public LoggedEvidence record(Envelope envelope) {
        LoggedEvidence logged = desk.record(envelope);
        run.terminal()
                .line(
                        "  recorded %s  entry %d"
                                .formatted(logged.digest().abbreviated(), logged.index()));
        return logged;
    }

    /** How a change stands now. */
    public Optional<ChangeStatus> status(String id) {
        return desk.book().status(id, run.now());
    }

    /**
     * Executes a change.
     *
     * @throws ChangeRefusedException with everything that stands in its way
     */
    public Execution.Done execute(String id) throws IOException {
        Execution execution =
                desk.execute(
                        id,
                        (gate, about, verified, _) ->
                                GateStage.decide(run, inForce(verified), gate, about));
        return switch (execution) {
            case Execution.Done done -> done;
            case Execution.Refused(var obstacles, var _) ->
                    throw ChangeRefusedException.of(id, obstacles);
        };
    }

    /** The policy in force, which may be another than bulwark.yaml would have it. */
    private static CompiledPolicy inForce(VerifiedEvidence verified) {
        return PolicyInForce.compiled(verified)
                .orElseThrow(() ->
                        new BulwarkException(
                                "POLICY_MISSING",
                                "the policy in force is not in the ledger",
                                "run 'bulwark run' first, which signs the gates"));
    }
}
