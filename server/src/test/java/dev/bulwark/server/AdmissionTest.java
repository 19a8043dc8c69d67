package dev.bulwark.server;

import static dev.bulwark.server.TestServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.gateway.model.ModelSource;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateExplanation;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.server.admission.ProjectFolder;
import dev.bulwark.server.admission.ProjectModel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir Path folder;
    private TestProject project;
    private Instant now = NOW;

    @BeforeEach
    void makeProject() throws IOException {
        project = TestProject.released(folder, Duration.ofDays(1), NOW);
    }

    @Test
    void admitsTheReleasedModel() {
        ProjectModel model = open();

        assertThat(model.contract().name()).isEqualTo("credit");
        assertThat(model.contract().digest()).isEqualTo(project.digest());
        assertThat(model.admit()).isInstanceOf(ModelSource.Admission.Admitted.class);
        assertThat(model.review()).isEmpty();
    }

    @Test
    void refusesOnceTheEvidenceIsStale() {
        ProjectModel model = open();
        now = NOW.plus(Duration.ofHours(25));

        assertThat(model.review().orElseThrow().what()).contains("25 h old");
        assertThat(refused(model).code()).isEqualTo("GATE_REFUSED");
    }

    @Test
    void servesOnWhileTwoPeopleHoldTheGateOpenAndSaysSo() {
        ProjectModel model = open();
        now = NOW.plus(Duration.ofHours(25));
        project.breakGlass(now);

        assertThat(model.review()).isEmpty();
        assertThat(model.admit()).isInstanceOf(ModelSource.Admission.Admitted.class);
        assertThat(open().firstDecision())
                .isInstanceOfSatisfying(
                        GateDecision.Overridden.class,
                        overridden ->
                                assertThat(GateExplanation.render(overridden))
                                        .contains("BREAK-GLASS", "bob", "incident 7"));
        now = now.plus(Duration.ofHours(4));
        assertThat(model.review().orElseThrow().what()).contains("29 h old");
    }

    @Test
    void refusesOnceNewerEvidenceSpeaksAgainst() {
        ProjectModel model = open();
        project.recordFailedValidation(NOW.plusSeconds(5));

        assertThat(model.review().orElseThrow().what()).contains("says it failed");
    }

    @Test
    void refusesAModelWithOneBitChanged() throws IOException {
        ProjectModel model = open();
        byte[] bytes = Files.readAllBytes(project.modelFile());
        bytes[bytes.length / 2] ^= 1;
        Files.write(project.modelFile(), bytes);

        assertThat(refused(model).code()).isEqualTo("SIGNATURE_REFUSED");
    }

    @Test
    void refusesAModelWithoutItsSignature() throws IOException {
        ProjectModel model = open();
        Files.delete(project.modelFile().resolveSibling("model.sig"));

        assertThat(refused(model).code()).isEqualTo("MODEL_MISSING");
    }

    @Test
    void refusesWhenAnyEvidenceIsRemoved() throws IOException {
        ProjectModel model = open();
        for (Path file : evidence()) {
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(model.review()).as("without %s", file).isPresent();
            Files.write(file, content);
        }
        assertThat(model.review()).isEmpty();
    }

    @Test
    void refusesWhenAnyEvidenceIsChanged() throws IOException {
        ProjectModel model = open();
        for (Path file : evidence()) {
            byte[] content = Files.readAllBytes(file);
            byte[] changed = content.clone();
            changed[changed.length / 2] ^= 1;
            Files.write(file, changed);
            assertThat(model.review()).as("with a flipped bit in %s", file).isPresent();
            Files.write(file, content);
        }
    }

    @Test
    void namesTheBrokenFileWhenNothingIsLeftToServe() throws IOException {
        for (Path file : evidence()) {
            Files.writeString(file, "{}");
        }

        assertThatThrownBy(this::open)
                .hasMessageContaining("3 file(s) of evidence are broken")
                .hasMessageContaining("sha256/");
    }

    @Test
    void refusesAProjectThatReleasedNothing() {
        Path empty = folder.resolve("empty");

        assertThatThrownBy(() ->
                        ProjectModel.open(
                                new ProjectFolder(empty), Optional.empty(), InstantSource.system()))
                .isInstanceOf(BulwarkException.class);
    }

    @Test
    void refusesAForeignLedgerKey() throws IOException {
        Files.writeString(
                project.state().resolve("keys").resolve("log.vkey"),
                VerifierKey.ofLog("foreign", SigningKeys.generate().ed25519().getPublic()).vkey());

        assertThatThrownBy(this::open).hasMessageContaining("none of the project's public keys");
    }

    @Test
    void stopsServingWhenAReviewFindsTheGateClosed() throws Exception {
        Path live = Files.createDirectories(folder.resolve("live"));
        TestProject running =
                TestProject.released(live, Duration.ofDays(1), Instant.now().minusSeconds(60));
        try (TestServer server = new TestServer(running, Duration.ofMillis(300));
                HttpClient client = server.client(HttpClient.Version.HTTP_1_1)) {
            assertThat(server.awaitWorker()).isTrue();
            assertThat(send(client, server.infer(TestProject.REQUEST)).statusCode()).isEqualTo(200);

            running.recordFailedValidation(Instant.now());

            HttpResponse<String> refused = untilRefused(server, client);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("gate-refused").doesNotContain(live.toString());
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(send(client, server.request("/v2/health/ready")).statusCode())
                    .isEqualTo(503);
            assertThat(send(client, server.request("/v2/health/live")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void servesUnderABrokenGlassTellsOfItAndStopsWhenItEnds() throws Exception {
        Path live = Files.createDirectories(folder.resolve("live"));
        Instant start = Instant.now();
        TestProject running =
                TestProject.released(live, Duration.ofHours(1), start.minus(Duration.ofHours(2)));
        running.breakGlass(start);
        AtomicReference<Instant> time = new AtomicReference<>(start);
        try (TestServer server = new TestServer(running, Duration.ofMillis(300), time::get);
                HttpClient client = server.client(HttpClient.Version.HTTP_1_1)) {
            assertThat(server.awaitWorker()).isTrue();
            assertThat(send(client, server.infer(TestProject.REQUEST)).statusCode()).isEqualTo(200);
            assertThat(server.events())
                    .contains("gate-break-glass", "bob", "incident 7", "2 h old");

            time.set(start.plus(Duration.ofHours(4)));

            HttpResponse<String> refused = untilRefused(server, client);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("gate-refused");
        }
    }

    private static HttpResponse<String> untilRefused(TestServer server, HttpClient client)
            throws Exception {
        HttpResponse<String> response = send(client, server.infer(TestProject.REQUEST));
        for (int i = 0; i < 200 && response.statusCode() == 200; i++) {
            Thread.sleep(50);
            response = send(client, server.infer(TestProject.REQUEST));
        }
        return response;
    }

    private ProjectModel open() {
        return ProjectModel.open(new ProjectFolder(folder), Optional.empty(), () -> now);
    }

    private static Problem refused(ProjectModel model) {
        ModelSource.Admission admission = model.admit();
        assertThat(admission).isInstanceOf(ModelSource.Admission.Refused.class);
        return ((ModelSource.Admission.Refused) admission).problem();
    }

    private List<Path> evidence() throws IOException {
        try (Stream<Path> files = Files.list(project.state().resolve("evidence/sha256"))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }
}
