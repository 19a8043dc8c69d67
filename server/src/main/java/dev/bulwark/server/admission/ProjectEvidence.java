package dev.bulwark.server.admission;

import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.governance.change.PolicyInForce;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.ledger.BrokenEvidence;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that a project's ledger proves, read once.
 *
 * <p><b>Guarantees:</b> nothing is taken from a file that is not signed by the project's keys and
 * logged under its log's key; what is broken is told to the gate, which refuses.
 */
final class ProjectEvidence {
    private static final int LARGEST_KEY_FILE = 4_096;
    private static final String RUN = "run 'bulwark run' in the project's folder";

    private final List<PublicKey> keys;
    private final LedgerReader reader;
    private final VerifiedEvidence verified;

    private ProjectEvidence(List<PublicKey> keys, LedgerReader reader, VerifiedEvidence verified) {
        this.keys = keys;
        this.reader = reader;
        this.verified = verified;
    }

    /**
     * Reads and verifies everything; costs one hash over the ledger and two signatures an envelope.
     *
     * @throws BulwarkException if keys or ledger are missing, damaged, or do not belong together
     */
    static ProjectEvidence read(ProjectFolder project) {
        try {
            List<PublicKey> keys = PublicKeyFile.read(project.publicKeys());
            VerifierKey logKey = logKey(project.logKey(), keys);
            LedgerReader reader =
                    LedgerReader.open(
                            project.ledger(), logKey, VerifierKey.mlDsaOfLog(logKey.name(), keys));
            return new ProjectEvidence(keys, reader, reader.verified(TrustedKeys.of(keys)));
        } catch (IOException e) {
            throw new BulwarkException(
                    "PROJECT_UNREADABLE",
                    "the project at '%s' cannot be read: %s"
                            .formatted(project.root(), e.getMessage()),
                    RUN,
                    e);
        }
    }

    private static VerifierKey logKey(Path file, List<PublicKey> keys) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_KEY_FILE) {
            throw new BulwarkException(
                    "LOG_KEY_MISSING", "there is no key of the ledger at '" + file + "'", RUN);
        }
        VerifierKey logKey =
                VerifierKey.parse(Files.readString(file, StandardCharsets.UTF_8).strip());
        boolean trusted =
                keys.stream()
                        .filter(key -> key.getAlgorithm().equals("EdDSA"))
                        .anyMatch(key -> VerifierKey.ofLog(logKey.name(), key).equals(logKey));
        if (!trusted) {
            throw new BulwarkException(
                    "LOG_KEY_FOREIGN",
                    "the ledger's key in '" + file + "' is none of the project's public keys",
                    "restore both files from the same backup");
        }
        return logKey;
    }

    /** The key that signs model bundles. */
    PublicKey modelKey() {
        return keys.stream()
                .filter(key -> key.getAlgorithm().equals("EC"))
                .findFirst()
                .orElseThrow(() ->
                        new BulwarkException(
                                "MODEL_KEY_MISSING",
                                "the project's public keys hold no ECDSA key",
                                "restore public.pem from a backup"));
    }

    /** The model that was released last, and what the serve gate says of it at {@code now}. */
    Candidate candidate(Instant now) {
        Evidence release =
                last(e -> isReleased(e, now))
                        .orElseThrow(() ->
                                missing(
                                        "NOTHING_RELEASED",
                                        "no model of this project passed its release gate"));
        return candidate(release, now);
    }

    /** The same for the model of this digest. */
    Candidate candidate(Digest model, Instant now) {
        Evidence release =
                last(e -> isReleased(e, now) && model(e).equals(model))
                        .orElseThrow(() ->
                                missing(
                                        "NOT_RELEASED",
                                        "model " + model.abbreviated() + " is not released"));
        return candidate(release, now);
    }

    /**
     * The digest of the model that an alias means now.
     *
     * @throws BulwarkException if it means none, or what it means cannot be known
     */
    Digest model(String alias) {
        return ModelAlias.resolve(alias, reader, verified);
    }

    private Candidate candidate(Evidence release, Instant now) {
        CompiledPolicy policy = policy();
        Digest model = model(release);
        List<Digest> subjects =
                release.statement().subjects().stream().map(Subject::digest).toList();
        GateDecision decision =
                GateKeeper.decide(new Transition(Gate.SERVE, subjects, verified, now), policy);
        return new Candidate(
                new ModelContract(policy.policy().system(), model, schema(model)),
                stillReleased(model, now) ? decision : withdrawn(model, decision));
    }

    /** Whether the release gate has not refused the model since it let it pass. */
    private boolean stillReleased(Digest model, Instant now) {
        return last(e -> isReleaseDecision(e) && model(e).equals(model))
                .filter(e -> isReleased(e, now))
                .isPresent();
    }

    private static GateDecision withdrawn(Digest model, GateDecision decision) {
        return new GateDecision.Deny(
                decision.gate(),
                decision.at(),
                decision.policy(),
                decision.answers(),
                List.of(
                        new GateDecision.Reason(
                                "the release gate has refused model %s since it was released"
                                        .formatted(model.abbreviated()),
                                "see 'bulwark gate --at release', mend what it names, and run"
                                        + " 'bulwark run' again")));
    }

    private CompiledPolicy policy() {
        return PolicyInForce.compiled(verified)
                .orElseThrow(() ->
                        missing("POLICY_MISSING", "the ledger holds no policy that is in force"));
    }

    private Schema schema(Digest model) {
        Evidence evidence =
                last(e -> isSchemaOf(e, model))
                        .orElseThrow(() ->
                                missing(
                                        "SCHEMA_MISSING",
                                        "no evidence of input-validation says what model "
                                                + model.abbreviated()
                                                + " takes"));
        return Schema.fromJson(evidence.statement().predicate().object("result").object("schema"));
    }

    private static boolean isSchemaOf(Evidence evidence, Digest model) {
        return evidence.practice().equals(Optional.of(Practice.byId("input-validation").get()))
                && evidence.outcome().equals(Optional.of(Outcome.PASSED))
                && evidence.statement().isAbout(model);
    }

    private static boolean isReleaseDecision(Evidence evidence) {
        return evidence.statement().predicateType().equals(VerificationSummary.PREDICATE_TYPE)
                && evidence.statement()
                        .predicate()
                        .get("bulwark_gate")
                        .equals(Optional.of(Json.of(Gate.RELEASE.id())));
    }

    /** A broken glass releases for as long as it holds, and no longer. */
    private static boolean isReleased(Evidence evidence, Instant now) {
        return isReleaseDecision(evidence)
                && switch (VerificationSummary.outcome(evidence, now)) {
                    case PASSED, OVERRIDDEN -> true;
                    case REFUSED -> false;
                };
    }

    private static Digest model(Evidence release) {
        return release.statement().subjects().getFirst().digest();
    }

    /** What is not there may be what is broken: the reader is told of both. */
    private BulwarkException missing(String code, String what) {
        List<BrokenEvidence> broken = verified.broken();
        return broken.isEmpty()
                ? new BulwarkException(code, what, RUN)
                : new BulwarkException(
                        code,
                        "%s; %d file(s) of evidence are broken, first: %s"
                                .formatted(what, broken.size(), broken.getFirst().message()),
                        broken.getFirst().flaw().fix());
    }

    private Optional<Evidence> last(Predicate<Evidence> wanted) {
        return verified.evidence().reversed().stream().filter(wanted).findFirst();
    }
}
