package dev.bulwark.governance.dossier;

import dev.bulwark.governance.cards.ModelCard;
import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a dossier is written from.
 *
 * @param card the model card; says which model and system
 * @param board the state of the thirty practices
 * @param decisions of the gates, in the order they were taken
 * @param evidence everything cited and more, each once, all proofs under {@code checkpoint}
 * @param checkpoint the ledger as it was
 * @param keys the signer's public keys, the ledger's among them
 * @param attachments further files by their path in the folder, such as {@code bom.cdx.json}
 * @param at when the dossier is written; kept to the second
 */
public record DossierContent(
        ModelCard card,
        Board board,
        List<GateDecision> decisions,
        List<LoggedEvidence> evidence,
        SignedCheckpoint checkpoint,
        List<PublicKey> keys,
        Map<String, Bytes> attachments,
        Instant at) {
    /** More than any path of a model leaves. */
    public static final int MOST_EVIDENCE = 10_000;

    public DossierContent {
        decisions = List.copyOf(decisions);
        evidence = List.copyOf(evidence);
        keys = List.copyOf(keys);
        attachments = java.util.Collections.unmodifiableMap(new TreeMap<>(attachments));
        at = at.truncatedTo(ChronoUnit.SECONDS);
        if (evidence.size() > MOST_EVIDENCE) {
            throw new IllegalArgumentException(
                    "a dossier holds at most %d pieces of evidence, but got %d"
                            .formatted(MOST_EVIDENCE, evidence.size()));
        }
        Set<Digest> seen = new HashSet<>();
        for (LoggedEvidence logged : evidence) {
            if (!seen.add(logged.evidence().digest())) {
                throw new IllegalArgumentException(
                        "evidence " + logged.evidence().digest() + " comes twice");
            }
            if (!logged.proof().checkpoint().equals(checkpoint.note())) {
                throw new IllegalArgumentException(
                        "the proof of %s is under another checkpoint"
                                .formatted(logged.evidence().digest()));
            }
        }
        attachments.keySet().forEach(DossierLayout::requireAttachment);
    }
}
