package dev.bulwark.governance.dossier;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.governance.cards.ModelCard;
import dev.bulwark.governance.cards.SystemDescription;
import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.log.TransparencyLog;
import dev.bulwark.ledger.note.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A dossier of the sample evidence, with a real log beside it. */
final class SampleDossier {
    private SampleDossier() {}

    static DossierContent content(Path scratch, SigningKeys keys, String hostile) {
        return content(scratch, keys, hostile, second(keys));
    }

    private static List<NoteSigner> second(SigningKeys keys) {
        return List.of(
                NoteSigner.mlDsaOfLog("example.org/log", keys.mlDsa44(), () -> SampleEvidence.NOW));
    }

    /**
     * @param seconds who signs the checkpoint beside the Ed25519 key
     */
    static DossierContent content(
            Path scratch, SigningKeys keys, String hostile, List<NoteSigner> seconds) {
        List<Evidence> evidence =
                SampleEvidence.all(
                        keys,
                        SampleEvidence.NOW.minusSeconds(60),
                        hostile.isEmpty() ? "female" : hostile);
        return content(scratch, keys, hostile, evidence, evidence, seconds);
    }

    /**
     * @param evidence what the pages are written from
     * @param entered what is logged and lies in the dossier, in the order of the log
     */
    static DossierContent content(
            Path scratch,
            SigningKeys keys,
            String hostile,
            List<Evidence> evidence,
            List<Evidence> entered) {
        return content(scratch, keys, hostile, evidence, entered, second(keys));
    }

    private static DossierContent content(
            Path scratch,
            SigningKeys keys,
            String hostile,
            List<Evidence> evidence,
            List<Evidence> entered,
            List<NoteSigner> seconds) {
        List<LoggedEvidence> logged = new ArrayList<>();
        try (TransparencyLog log =
                TransparencyLog.open(
                        scratch.resolve("ledger"),
                        NoteSigner.ofLog("example.org/log", keys.ed25519()),
                        seconds)) {
            List<Long> places =
                    log.append(
                            entered.stream()
                                    .map(e -> LogEntry.of(e.envelope(), SampleEvidence.NOW))
                                    .toList());
            LogReader reader = log.reader();
            for (int i = 0; i < entered.size(); i++) {
                logged.add(new LoggedEvidence(entered.get(i), reader.proof(places.get(i))));
            }
            return new DossierContent(
                    ModelCard.of(
                            system(hostile),
                            SampleEvidence.MODEL,
                            Set.of(SampleEvidence.DATA.digest()),
                            evidence),
                    board(evidence),
                    List.of(
                            decide(keys, Gate.TRAIN, evidence, "0.6"),
                            decide(keys, Gate.RELEASE, evidence, "0.6")),
                    logged,
                    reader.checkpoint(),
                    keys.publicKeys(),
                    Map.of("bom.cdx.json", Bytes.of("{}\n".getBytes(StandardCharsets.UTF_8))),
                    SampleEvidence.NOW);
        }
    }

    static SystemDescription system(String hostile) {
        return hostile.isEmpty()
                ? new SystemDescription(
                        "credit",
                        "risk@example.org",
                        "Score consumer credit for human review",
                        "high",
                        List.of(
                                "Trained on applications of 1973 to 1975.",
                                "Amounts are in Deutsche Mark and were not adjusted."))
                : new SystemDescription(hostile, hostile, hostile, "high", List.of(hostile));
    }

    static Board board(List<Evidence> evidence) {
        return Board.of(
                evidence,
                List.of(SampleEvidence.MODEL.digest(), SampleEvidence.DATA.digest()),
                Map.of(),
                Set.of(),
                SampleEvidence.NOW);
    }

    static GateDecision decide(
            SigningKeys keys, Gate gate, List<Evidence> evidence, String threshold) {
        Map<Gate, List<Demand>> gates = new EnumMap<>(Gate.class);
        gates.put(Gate.TRAIN, List.of(demand("data-integrity", "verified && rows >= 500")));
        gates.put(
                Gate.RELEASE,
                List.of(
                        demand("performance", "auc >= 0.77"),
                        demand("adversarial-training", "robust_accuracy >= " + threshold),
                        demand("bias-audit", "min_disparate_impact >= 0.8"),
                        demand("sbom", "completeness >= 0.8"),
                        demand("signing", "post_quantum")));
        List<Digest> subjects =
                List.of(SampleEvidence.MODEL.digest(), SampleEvidence.DATA.digest());
        return switch (CompiledPolicy.compile(
                new GatePolicy("credit", gates), FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy policy) ->
                    GateKeeper.decide(
                            new Transition(
                                    gate,
                                    subjects,
                                    SampleEvidence.verified(keys, evidence, List.of()),
                                    SampleEvidence.NOW),
                            policy);
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new AssertionError(problems);
        };
    }

    private static Demand demand(String evidence, String that) {
        return new Demand(evidence, Optional.of(that), Optional.empty());
    }
}
