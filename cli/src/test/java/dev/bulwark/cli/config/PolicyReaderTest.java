package dev.bulwark.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bulwark.cli.path.Declarations;
import dev.bulwark.cli.path.SmallProject;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.ExceptionRules;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateException;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyReaderTest {
    @TempDir private Path folder;

    private GatePolicy policy(String demand, String section) throws IOException {
        Path yaml = SmallProject.write(folder, "accuracy >= 0.5").resolve("bulwark.yaml");
        String text = Files.readString(yaml);
        Files.writeString(yaml, text.replace("{practice: sbom}", demand) + section.stripIndent());
        return Declarations.policy(SystemFileReader.read(yaml)).policy();
    }

    @Test
    void aPolicyThatSaysNothingNewKeepsItsVersionAndItsDigest() throws IOException {
        GatePolicy policy = policy("{practice: sbom}", "");

        assertThat(policy.toJson().integer("version")).isEqualTo(1);
        assertThat(policy.exceptions()).isEqualTo(ExceptionRules.USUAL);
    }

    @Test
    void whoMustSignWhatAndHowFarExceptionsReachIsRead() throws IOException {
        GatePolicy policy =
                policy(
                        "{practice: sbom, by: [auditor, bob], about: model}",
                        """
                        policy:
                          fresh: 90d
                          waiver: {longest: 14d, covers: [malicious]}
                          break-glass: {longest: never}
                        """);

        assertThat(policy.gates().get(Gate.RELEASE))
                .contains(
                        new Demand(
                                "sbom",
                                Optional.empty(),
                                Optional.empty(),
                                Set.of("auditor", "bob"),
                                Optional.of(Artifact.Kind.MODEL)));
        assertThat(policy.fresh()).contains(Duration.ofDays(90));
        ExceptionRules rules = policy.exceptions();
        assertThat(rules.longest(GateException.Kind.WAIVER)).isEqualTo(Duration.ofDays(14));
        assertThat(rules.covers(GateException.Kind.WAIVER, ExceptionRules.Beside.MALICIOUS))
                .isTrue();
        assertThat(rules.covers(GateException.Kind.WAIVER, ExceptionRules.Beside.BROKEN)).isFalse();
        assertThat(rules.longest(GateException.Kind.BREAK_GLASS)).isZero();
        assertThat(policy.toJson().integer("version")).isEqualTo(2);
        assertThat(GatePolicy.fromJson(policy.toJson())).isEqualTo(policy);
    }

    @Test
    void everyProblemOfAPolicyIsToldAtOnce() {
        ConfigurationException told =
                catchThrowableOfType(
                        ConfigurationException.class,
                        () ->
                                policy(
                                        "{practice: sbom, by: [], about: cat}",
                                        """
                                        policy:
                                          fresh: soon
                                          waiver: {longest: ever, covers: [everything]}
                                          glass: {longest: 1h}
                                        """));

        assertThat(told.getMessage())
                .contains("nobody may sign it", "cat", "soon", "ever", "everything", "glass");
    }
}
