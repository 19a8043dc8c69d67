package dev.bulwark.assessment.robustness;

import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.OptionalLong;

/** What came of an assessment. */
public sealed interface RobustnessResult permits RobustnessReport, RobustnessResult.NotApplicable {

    /** The evidence of practice {@code adversarial-training}. */
    PracticeEvidence evidence(Instant at);

    /**
     * There is nothing an adversary may move.
     *
     * @param reason for people
     */
    record NotApplicable(String reason) implements RobustnessResult {
        @Override
        public PracticeEvidence evidence(Instant at) {
            return PracticeEvidence.of(
                    Practice.ADVERSARIAL_TRAINING,
                    Outcome.NOT_APPLICABLE,
                    at,
                    Json.obj(),
                    Json.obj("reason", reason),
                    OptionalLong.empty());
        }
    }
}
