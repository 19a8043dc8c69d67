package dev.bulwark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bulwark.gateway.model.ModelSource;
import dev.bulwark.governance.change.AliasEvent;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.server.admission.ProjectFolder;
import dev.bulwark.server.admission.ProjectModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliasAdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Subject OTHER =
            new Subject("other model", Digest.of("other".getBytes(StandardCharsets.UTF_8)));

    @TempDir Path folder;
    private TestProject project;
    private ApprovedProject people;
    private Instant now = NOW;

    @BeforeEach
    void makeProject() throws IOException {
        project = TestProject.withApprovals(folder, Duration.ofDays(1), NOW);
        people = new ApprovedProject(project, NOW);
    }

    @Test
    void servesWhatTheAliasMeansThoughAnotherModelWasReleasedSince() throws IOException {
        people.promote("production", project.model(), NOW);
        project.recordValidation(OTHER, NOW);
        people.promote("canary", OTHER, NOW);

        ProjectModel model = open("production");

        assertThat(model.contract().digest()).isEqualTo(project.digest());
        assertThat(model.admit()).isInstanceOf(ModelSource.Admission.Admitted.class);
        assertThat(model.review()).isEmpty();
    }

    @Test
    void refusesOnceTheAliasMeansAnotherModel() throws IOException {
        people.promote("production", project.model(), NOW);
        ProjectModel model = open("production");
        project.recordValidation(OTHER, NOW);
        people.promote("production", OTHER, NOW);

        Problem problem = model.review().orElseThrow();

        assertThat(problem.code()).isEqualTo("ALIAS_MOVED");
        assertThat(problem.what())
                .contains(OTHER.digest().abbreviated(), project.digest().abbreviated());
        assertThat(model.admit()).isInstanceOf(ModelSource.Admission.Refused.class);
    }

    @Test
    void refusesAnAliasThatNoChangeSpokeOfAndNamesThoseThereAre() throws IOException {
        people.promote("production", project.model(), NOW);

        assertThat(refusal("prodution"))
                .isEqualTo(
                        "ALIAS_UNKNOWN: no change ever spoke of an alias 'prodution';"
                                + " known are: production");
    }

    @Test
    void refusesAnAliasThatItsOwnerMovedWithoutApproval() throws IOException {
        people.proposeAlone("production", project.model(), NOW);
        project.record(
                new AliasEvent(
                                "production",
                                Optional.empty(),
                                project.digest(),
                                "production-0",
                                OTHER.digest(),
                                "ada",
                                List.of(),
                                Optional.empty(),
                                NOW)
                        .statement());

        assertThat(refusal("production"))
                .startsWith("ALIAS_NOT_APPROVED")
                .contains("0 of 1 people approve");
    }

    @Test
    void refusesTheNameOfAPolicy() {
        assertThat(refusal("policy")).startsWith("ALIAS_UNKNOWN");
    }

    @Test
    void theServeGateIsAskedWhateverTheAliasSays() throws IOException {
        people.promote("production", project.model(), NOW);
        ProjectModel model = open("production");
        now = NOW.plus(Duration.ofHours(25));

        assertThat(model.review().orElseThrow().what()).contains("25 h old");
    }

    @Test
    void decidesByTheApprovedPolicyNotByOneThatItsOwnerSignedAlone() {
        project.record(
                new GatePolicy(
                                "credit",
                                Map.of(Gate.SERVE, List.of(TestProject.demand(Optional.empty()))))
                        .statement());
        ProjectModel model =
                ProjectModel.open(new ProjectFolder(folder), Optional.empty(), () -> now);
        now = NOW.plus(Duration.ofHours(25));

        assertThat(model.review().orElseThrow().what()).contains("25 h old");
    }

    private ProjectModel open(String alias) {
        return ProjectModel.open(new ProjectFolder(folder), Optional.of(alias), () -> now);
    }

    private String refusal(String alias) {
        BulwarkException[] thrown = new BulwarkException[1];
        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> open(alias))
                .satisfies(e -> thrown[0] = e);
        return thrown[0].code() + ": " + thrown[0].what();
    }
}
