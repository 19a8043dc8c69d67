package dev.bulwark.cli.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.governance.cards.ModelCard;
import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.kernel.Finding;
import dev.bulwark.testkit.FixedClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path on two hundred rows: what it leaves, what stops it, what verification finds. */
class PathTest {
    private static final FixedClock CLOCK = FixedClock.at("2026-03-01T12:00:00Z");

    @TempDir private static Path root;

    private static ProjectFolder project = new ProjectFolder(Path.of("."));
    private static final List<RunStages.Released> RELEASED = new ArrayList<>();

    @BeforeAll
    static void walkTwice() throws IOException {
        Path folder = SmallProject.write(root.resolve("loans"), "accuracy >= 0.5");
        project = ProjectFolder.at(folder);
        for (int round = 0; round < 2; round++) {
            try (Run run = open(folder)) {
                RunStages.Released released = RunStages.walk(run);
                DossierStage.write(run, released);
                RELEASED.add(released);
            }
            CLOCK.advance(Duration.ofHours(1));
        }
    }

    @Test
    void theBoardShowsWhatWasDoneAndNothingElse() {
        Board board = RELEASED.getLast().board();

        assertThat(board.rows())
                .filteredOn(row -> row.state() == Board.State.PASSED)
                .extracting(row -> row.practice().id())
                .contains("data-integrity", "sbom", "signing", "audit-trail", "documentation");
        assertThat(board.count(Board.State.FAILED)).isZero();
        assertThat(board.rows())
                .filteredOn(row -> row.practice().id().equals("federated-learning"))
                .extracting(Board.Row::state)
                .containsExactly(Board.State.NOT_ASSESSED);
        assertThat(RELEASED.getLast().decisions())
                .hasSize(2)
                .allSatisfy(d -> assertThat(d).isInstanceOf(GateDecision.Allow.class));
    }

    @Test
    void theSameSeedGivesTheSameModelBillOfMaterialsAndCard() {
        RunStages.Released first = RELEASED.getFirst();
        RunStages.Released second = RELEASED.getLast();

        assertThat(second.model().onnx()).isEqualTo(first.model().onnx());
        assertThat(second.data().artifact()).isEqualTo(first.data().artifact());
        assertThat(second.bom().bytes()).isEqualTo(first.bom().bytes());
        assertThat(ModelCard.reproducible(second.card().markdown()))
                .isEqualTo(ModelCard.reproducible(first.card().markdown()));
    }

    @Test
    void whatWasWrittenVerifies() throws IOException {
        VerifyStage.Result whole = VerifyStage.project(project, Optional.empty());
        assertThat(whole.findings()).isEmpty();
        assertThat(whole.checked())
                .anySatisfy(line -> assertThat(line).startsWith("data: 1 files"))
                .anySatisfy(line -> assertThat(line).startsWith("models: 1"))
                .anySatisfy(line -> assertThat(line).startsWith("dossier: "));

        VerifyStage.Result alone =
                VerifyStage.dossier(project.dossier(), Optional.of(project.publicKeys()));
        assertThat(alone.findings()).isEmpty();
        assertThat(alone.warnings()).isEmpty();
    }

    @Test
    void aFlippedByteIsFoundWhereverItIs() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(project.root().resolve("data/loans.csv"));
        files.addAll(in(project.state().resolve("models")));
        List<Path> evidence = in(project.ledger().evidence());
        files.add(evidence.getFirst());
        files.add(evidence.getLast());
        List<Path> tiles =
                in(project.ledger().log()).stream()
                        .filter(file -> file.toString().contains("tile"))
                        .toList();
        files.add(tiles.getFirst());
        files.add(tiles.getLast());
        files.add(project.ledger().log().resolve("checkpoint"));
        files.add(project.dossier().resolve("model/model.onnx"));
        files.add(project.dossier().resolve("index.html"));
        files.add(project.root().resolve("build/model-card.md"));
        assertThat(files).hasSizeGreaterThanOrEqualTo(10);

        for (Path file : files) {
            byte[] sound = Files.readAllBytes(file);
            byte[] flipped = sound.clone();
            flipped[flipped.length / 2] ^= 1;
            Files.write(file, flipped);
            List<Finding> findings = VerifyStage.project(project, Optional.empty()).findings();
            Files.write(file, sound);

            String name = project.root().relativize(file).toString();
            assertThat(findings).as("a flipped byte in " + name).isNotEmpty();
            assertThat(findings)
                    .as("a finding that names " + name)
                    .anySatisfy(f -> assertThat(f.location() + " " + f.message()).contains(name));
            assertThat(findings).allSatisfy(f -> assertThat(f.fix()).isNotBlank());
        }
        assertThat(VerifyStage.project(project, Optional.empty()).findings()).isEmpty();
    }

    @Test
    void aModelThatIsGoneIsFound() throws IOException {
        Path model = project.model(RELEASED.getLast().model().digest()).resolve("model.onnx");
        byte[] sound = Files.readAllBytes(model);
        Files.delete(model);
        List<Finding> findings = VerifyStage.project(project, Optional.empty()).findings();
        Files.write(model, sound);

        assertThat(findings)
                .anySatisfy(f -> {
                    assertThat(f.location()).endsWith("model.onnx");
                    assertThat(f.message()).contains("gone");
                });
    }

    @Test
    void aGateThatDemandsTooMuchNamesTheNumberAndNothingIsSigned(@TempDir Path other)
            throws IOException {
        Path folder = SmallProject.write(other, "accuracy > 1.0");
        try (Run run = open(folder)) {
            GateRefusedException refused =
                    catchThrowableOfType(GateRefusedException.class, () -> RunStages.walk(run));

            assertThat(refused).isNotNull();
            assertThat(refused.what())
                    .contains("gate 'release' refuses", "accuracy > 1.0")
                    .containsPattern("accuracy(=| = | is )[01]\\.[0-9]+");
            assertThat(refused.decision().reasons()).hasSize(1);
        }
        assertThat(in(folder.resolve(".bulwark/models")))
                .extracting(file -> file.getFileName().toString())
                .contains("model.onnx")
                .doesNotContain(SupplyStage.SIGNATURE);
        assertThat(folder.resolve("build")).doesNotExist();
        assertThat(VerifyStage.project(ProjectFolder.at(folder), Optional.empty()).findings())
                .isEmpty();
    }

    @Test
    void dataThatChangedAfterItsManifestStopsTheRunBeforeTraining(@TempDir Path other)
            throws IOException {
        Path folder = SmallProject.write(other, "accuracy >= 0.5");
        try (Run run = open(folder)) {
            DataStage.prepare(run);
            Path data = folder.resolve("data/loans.csv");
            Files.writeString(data, Files.readString(data).replaceFirst("good", "bad"));

            DataChangedException changed =
                    catchThrowableOfType(DataChangedException.class, () -> RunStages.walk(run));

            assertThat(changed).isNotNull();
            assertThat(changed.what()).contains("data/loans.csv");
            assertThat(changed.fix()).contains("bulwark data sign");
            assertThat(folder.resolve(".bulwark/models")).doesNotExist();
        }
    }

    private static Run open(Path folder) throws IOException {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Run.open(
                ProjectFolder.at(folder), new Terminal(nowhere, nowhere, true, false), CLOCK);
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
