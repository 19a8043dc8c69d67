package dev.bulwark.governance.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ModelCardTest {
    private static final SystemDescription SYSTEM =
            new SystemDescription(
                    "credit",
                    "risk@example.org",
                    "Score consumer credit for human review",
                    "high",
                    List.of("Trained on applications of 1973 to 1975."));

    private static ModelCard card(List<Evidence> evidence) {
        return ModelCard.of(
                SYSTEM, SampleEvidence.MODEL, Set.of(SampleEvidence.DATA.digest()), evidence);
    }

    @Test
    void hasTheNineSectionsOfThePaperInItsOrder() {
        assertThat(card(SampleEvidence.all()).sections())
                .extracting(Section::title)
                .containsExactly(
                        "Model details",
                        "Intended use",
                        "Factors",
                        "Metrics",
                        "Evaluation data",
                        "Training data",
                        "Quantitative analyses",
                        "Ethical considerations",
                        "Caveats and recommendations");
    }

    @Test
    void showsANumberWithItsIntervalAndItsNote() {
        assertThat(card(SampleEvidence.all()).markdown())
                .containsPattern("AUC: 0\\.801 \\(0\\.733 to 0\\.862\\) \\[\\^[0-9]+]");
    }

    @Test
    void namesTheEnvelopeBehindEveryNote() {
        ModelCard card = card(SampleEvidence.all());

        assertThat(card.notes()).isNotEmpty();
        for (Source note : card.notes()) {
            assertThat(card.markdown())
                    .contains("[^%d]: %s".formatted(note.note(), note.kind()))
                    .contains(note.evidence().digest().toString());
        }
    }

    @Test
    void everyNumberOfAMeasuredSectionHasANote() {
        String markdown = ModelCard.reproducible(card(SampleEvidence.all()).markdown());
        String analyses =
                markdown.substring(
                        markdown.indexOf("## Quantitative analyses"),
                        markdown.indexOf("## Ethical considerations"));

        assertThat(analyses.lines().filter(line -> line.startsWith("- ")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".* \\[\\^[0-9]+]"));
        // Group names may hold digits; all other cells of the tables are measured.
        assertThat(
                        analyses.lines()
                                .filter(line -> line.startsWith("| "))
                                .flatMap(line ->
                                        Pattern.compile(" \\| ").splitAsStream(line).skip(1))
                                .filter(cell -> cell.matches(".*[0-9]\\.[0-9].*")))
                .isNotEmpty()
                .allMatch(cell -> cell.matches(".*\\[\\^[0-9]+]( \\|)?"));
    }

    @Test
    void theSameFactsGiveTheSameBytesWhateverTheTimeAndTheKeys() {
        ModelCard first = card(SampleEvidence.all());
        ModelCard second =
                card(
                        SampleEvidence.all(
                                SigningKeys.generate(),
                                Instant.parse("2027-03-04T05:06:07Z"),
                                "female"));

        assertThat(second.markdown()).isNotEqualTo(first.markdown());
        assertThat(ModelCard.reproducible(second.markdown()))
                .isEqualTo(ModelCard.reproducible(first.markdown()));
        assertThat(ModelCard.reproducible(second.html()))
                .isEqualTo(ModelCard.reproducible(first.html()));
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    @Test
    void theOrderOfTheEvidenceDoesNotMatter() {
        List<Evidence> reversed = SampleEvidence.all().reversed();

        assertThat(card(reversed).markdown()).isEqualTo(card(reversed.reversed()).markdown());
    }

    @Test
    void anotherNumberIsAnotherCard() {
        List<Evidence> evidence = new ArrayList<>(SampleEvidence.all());
        evidence.add(
                SampleEvidence.signed(
                        SampleEvidence.KEYS,
                        SampleEvidence.of(
                                "performance",
                                SampleEvidence.NOW,
                                Json.obj("accuracy", 0.5),
                                OptionalLong.empty())));

        assertThat(card(evidence).markdown()).contains("Accuracy: 0.500").doesNotContain("0.801");
        assertThat(card(evidence).digest()).isNotEqualTo(card(SampleEvidence.all()).digest());
    }

    @Test
    void saysNotAssessedWithoutEvidence() {
        ModelCard card = card(List.of());

        assertThat(card.notes()).isEmpty();
        assertThat(card.numbers()).isZero();
        assertThat(card.markdown())
                .contains("Performance: **not assessed** (`bulwark audit`)")
                .contains("Robustness: **not assessed** (`bulwark attack`)")
                .contains("Training data: **not assessed**");
    }

    @Test
    void evidenceAboutAnotherModelIsNotCited() {
        Subject other = new Subject("other", Digest.of(new byte[] {9}));

        ModelCard card = ModelCard.of(SYSTEM, other, Set.of(other.digest()), SampleEvidence.all());

        assertThat(card.notes()).isEmpty();
    }

    @Test
    void whatIsSaidOfTheDataSetDoesNotCountForTheModel() {
        // An audit of the labels has the data set as its subject and says nothing of the model.
        Evidence ofLabels =
                SampleEvidence.signed(
                        SampleEvidence.KEYS,
                        new PracticeEvidence(
                                        "bias-audit",
                                        Outcome.PASSED,
                                        SampleEvidence.NOW,
                                        Json.obj(),
                                        Json.obj("min_disparate_impact", 1),
                                        OptionalLong.empty())
                                .about(List.of(SampleEvidence.DATA)));

        assertThat(card(List.of(ofLabels)).markdown()).contains("Fairness: **not assessed**");
    }

    @Test
    void itsEvidenceCountsWhatItShows() {
        PracticeEvidence evidence = card(SampleEvidence.all()).evidence(SampleEvidence.NOW);

        assertThat(evidence.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(evidence.result().integer("numbers"))
                .isEqualTo(evidence.result().integer("linked"))
                .isGreaterThan(60);
        assertThat(evidence.result().integer("sections")).isEqualTo(9);
    }

    @Test
    void aCardWithoutAnyNumberFailsThePractice() {
        assertThat(card(List.of()).evidence(SampleEvidence.NOW).outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void hostileNamesStayText() {
        String hostile = "<script>alert(1)</script>|[x](javascript:y)`\u202Eevil\n# Heading";
        ModelCard card =
                ModelCard.of(
                        new SystemDescription(hostile, hostile, hostile, "high", List.of(hostile)),
                        new Subject(hostile, SampleEvidence.MODEL.digest()),
                        Set.of(SampleEvidence.DATA.digest()),
                        SampleEvidence.all(SampleEvidence.KEYS, SampleEvidence.NOW, hostile));

        assertThat(card.html()).doesNotContain("<script", "\u202E").contains("&lt;script&gt;");
        assertThat(card.markdown())
                .doesNotContain("<script", "\u202E", "\n# Heading")
                .doesNotContainPattern("[^\\\\]]\\(javascript")
                .contains("&lt;script&gt;");
        // Markdown: a row of the table of groups still has its seven bars.
        assertThat(
                        card.markdown()
                                .lines()
                                .filter(line -> line.startsWith("| &lt;script"))
                                .map(line ->
                                        line.replace("\\|", "")
                                                .chars()
                                                .filter(c -> c == '|')
                                                .count()))
                .containsOnly(7L);
    }

    @Test
    void theReproduciblePartNeedsItsMarksExactlyOnce() {
        String markdown = card(SampleEvidence.all()).markdown();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelCard.reproducible(markdown + markdown));
        assertThatIllegalArgumentException().isThrownBy(() -> ModelCard.reproducible("# card"));
    }

    @Test
    void noOwnerCanForgeTheMarks() {
        ModelCard card =
                ModelCard.of(
                        new SystemDescription(
                                "credit", "", ModelCard.EVIDENCE_BEGIN, "high", List.of()),
                        SampleEvidence.MODEL,
                        Set.of(),
                        SampleEvidence.all());

        assertThat(ModelCard.reproducible(card.markdown())).contains("&lt;\\!-- evidence");
        assertThat(ModelCard.reproducible(card.html())).contains("&lt;!-- evidence");
    }
}
