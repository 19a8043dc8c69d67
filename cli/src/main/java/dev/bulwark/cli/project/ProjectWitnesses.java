package dev.bulwark.cli.project;

import dev.bulwark.ledger.log.CheckpointWitnesses;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.TrustPolicy;
import dev.bulwark.ledger.witness.HttpWitnesses;
import dev.bulwark.ledger.witness.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Who must see every checkpoint of a project's ledger: the policy that bulwark.yaml names, or the
 * file {@code .bulwark/witnesses.policy}; certificates likewise.
 */
public final class ProjectWitnesses {
    private static final String POLICY = "witnesses.policy";
    private static final String CERTIFICATES = "witnesses.pem";

    private final TrustPolicy policy;
    private final HttpWitnesses witnesses;

    private ProjectWitnesses(TrustPolicy policy, HttpWitnesses witnesses) {
        this.policy = policy;
        this.witnesses = witnesses;
    }

    /**
     * The witnesses of a project, if it has any.
     *
     * @param policy as bulwark.yaml names it, relative to it, or empty
     * @param certificates likewise
     * @throws dev.bulwark.kernel.BulwarkException if a file of these cannot be used
     */
    public static Optional<ProjectWitnesses> of(
            ProjectFolder folder, String policy, String certificates, InstantSource clock) {
        Optional<Path> file = file(folder, policy, POLICY);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        TrustPolicy read = TrustPolicy.read(file.get());
        SSLContext tls =
                file(folder, certificates, CERTIFICATES)
                        .map(pem -> TlsMaterial.client(TlsMaterial.certificates(pem)))
                        .orElseGet(TlsMaterial::client);
        return Optional.of(new ProjectWitnesses(read, new HttpWitnesses(read, tls, clock)));
    }

    /** The policy of a project, for whoever verifies; no witness is asked. */
    public static Optional<TrustPolicy> policy(ProjectFolder folder, String policy) {
        return file(folder, policy, POLICY).map(TrustPolicy::read);
    }

    private static Optional<Path> file(ProjectFolder folder, String named, String usual) {
        if (!named.isEmpty()) {
            return Optional.of(folder.root().resolve(named));
        }
        return Optional.of(folder.state().resolve(usual)).filter(Files::exists);
    }

    /** For the ledger. */
    public CheckpointWitnesses witnesses() {
        return witnesses;
    }

    /** One sentence for people; says so where it proves little. */
    public String describe() {
        return policy.asksWitnesses()
                ? "every checkpoint of the ledger is cosigned: quorum "
                        + TrustPolicy.shown(policy.quorum().describe())
                : "the ledger's policy asks no witness (quorum none): it proves nothing against"
                        + " its operator";
    }

    /**
     * Refuses if a witness has seen more of this ledger than is here.
     *
     * @throws dev.bulwark.ledger.log.LedgerException saying what happened and what to do
     */
    public void requireNotAhead(ProjectFolder folder, VerifierKey logKey) {
        LogReader reader = LogReader.open(folder.ledger().log(), logKey);
        witnesses.requireNotAhead(reader.checkpoint(), held -> contains(reader, held));
    }

    private static boolean contains(LogReader reader, SignedCheckpoint held) {
        try {
            reader.consistencyProof(held);
            return true;
        } catch (LedgerException e) {
            if (e.code().equals("LEDGER_DAMAGED")) {
                return false; // no proof leads from there to here
            }
            throw e;
        }
    }
}
