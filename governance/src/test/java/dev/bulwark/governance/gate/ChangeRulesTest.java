package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeRulesTest {
    private static final ChangeRules RULES =
            new ChangeRules(2, Set.of("risk", "model-owner"), Duration.ofDays(7));
    private static final Map<Gate, List<Demand>> GATES =
            Map.of(Gate.RELEASE, List.of(new Demand("sbom", Optional.empty(), Optional.empty())));

    @Test
    void travelInsideTheSignedPolicy() {
        GatePolicy policy = new GatePolicy("credit", GATES, Optional.of(RULES));

        GatePolicy read =
                GatePolicy.from(SampleEvidence.signed(SampleEvidence.KEYS, policy.statement()));

        assertThat(read).isEqualTo(policy);
        assertThat(read.changes()).contains(RULES);
    }

    @Test
    void areCoveredByThePolicysDigest() {
        GatePolicy lower =
                new GatePolicy(
                        "credit",
                        GATES,
                        Optional.of(new ChangeRules(1, RULES.approvers(), RULES.valid())));

        assertThat(lower.digest())
                .isNotEqualTo(new GatePolicy("credit", GATES, Optional.of(RULES)).digest())
                .isNotEqualTo(new GatePolicy("credit", GATES).digest());
    }

    @Test
    void aPolicyWithoutThemReadsAsBefore() {
        GatePolicy policy = new GatePolicy("credit", GATES);

        assertThat(policy.toJson().get("changes")).isEmpty();
        assertThat(GatePolicy.fromJson(policy.toJson())).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 17, Integer.MIN_VALUE})
    void refuseAQuorumOutOfRange(int quorum) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChangeRules(quorum, RULES.approvers(), RULES.valid()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4294967297", "-1"})
    void refuseASignedQuorumOutOfRange(String quorum) {
        Json.Obj json = RULES.toJson().with("quorum", new Json.Num(quorum));

        assertThatIllegalArgumentException().isThrownBy(() -> ChangeRules.fromJson(json));
    }

    @Test
    void refuseNoRoleAndNoTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChangeRules(1, Set.of(), RULES.valid()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChangeRules(1, RULES.approvers(), Duration.ZERO));
    }

    @Test
    void admitWhoHoldsOneOfTheRoles() {
        assertThat(RULES.admit(List.of("risk"))).isTrue();
        assertThat(RULES.admit(List.of("intern"))).isFalse();
        assertThat(RULES.admit(List.of())).isFalse();
    }
}
