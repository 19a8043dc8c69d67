package dev.bulwark.governance.cards;

import dev.bulwark.governance.page.Html;
import dev.bulwark.governance.page.Page;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A model card in the nine sections of Mitchell et al., from verified evidence.
 *
 * <p><b>Guarantees:</b> every measured number is cited, and {@link #linked} follows each citation
 * back to the evidence; a section without evidence says so. The same facts give the same bytes:
 * whatever differs between two runs with one seed (times, signatures and so the digests of
 * envelopes) stands between two marks at the end, and {@link #reproducible} takes that away.
 *
 * <p><b>Does not guarantee</b> that the evidence is true, nor what the owner declares.
 *
 * @see <a href="https://arxiv.org/abs/1810.03993">Mitchell et al. 2019, section 4</a>
 */
public final class ModelCard {
    /** Opens the part that is new in every run. */
    public static final String EVIDENCE_BEGIN = "<!-- evidence: begin -->\n";

    /** Ends the part that is new in every run. */
    public static final String EVIDENCE_END = "<!-- evidence: end -->\n";

    private final SystemDescription system;
    private final Subject model;
    private final List<Section> sections;
    private final List<Source> notes;
    private final List<Block.Entry> headline;

    private ModelCard(
            SystemDescription system,
            Subject model,
            List<Section> sections,
            List<Block.Entry> headline,
            List<Source> notes) {
        this.system = system;
        this.model = model;
        this.sections = List.copyOf(sections);
        this.headline = List.copyOf(headline);
        this.notes = List.copyOf(notes);
    }

    /**
     * Writes the card.
     *
     * @param model what it is about
     * @param data digests of the data sets it was made from
     * @param evidence everything that verified; the newest of a kind about the model or, for what
     *     is said of data, about {@code data} speaks
     */
    public static ModelCard of(
            SystemDescription system,
            Subject model,
            Set<Digest> data,
            Collection<Evidence> evidence) {
        Sources sources = new Sources(evidence, model.digest(), data);
        Citations citations = new Citations(sources);
        DescriptionSections described = new DescriptionSections(system, model, citations);
        MeasurementSections measured = new MeasurementSections(system, citations);
        List<Section> sections =
                List.of(
                        described.details(),
                        described.intendedUse(),
                        described.factors(),
                        measured.metrics(),
                        described.evaluationData(),
                        described.trainingData(),
                        measured.analyses(),
                        measured.ethics(),
                        measured.caveats());
        return new ModelCard(
                system, model, sections, citations.entries(Quantity.HEADLINE), sources.notes());
    }

    /** What the owner declares. */
    public SystemDescription system() {
        return system;
    }

    /** What the card is about. */
    public Subject model() {
        return model;
    }

    /** The nine sections. */
    public List<Section> sections() {
        return sections;
    }

    /** The few numbers to read first; each a {@link Cell.Cited}. */
    public List<Block.Entry> headline() {
        return headline;
    }

    /** The evidence cited, in the order of the notes. */
    public List<Source> notes() {
        return notes;
    }

    /** The card as Markdown, with footnotes. */
    public String markdown() {
        return new CardMarkdown(this).write();
    }

    /** The card's content as HTML, to be put into a page. */
    public Html body() {
        return new CardHtml(this).write();
    }

    /** The card as a page of its own. */
    public String html() {
        return new Page("Model card: " + model.name(), system.name(), List.of(), "", body())
                .render();
    }

    /**
     * A card without what is new in every run, for comparing two.
     *
     * @param card as {@link #markdown} or {@link #html} wrote it
     * @throws IllegalArgumentException if the marks are not there exactly once
     */
    public static String reproducible(String card) {
        int begin = card.indexOf(EVIDENCE_BEGIN);
        int end = card.indexOf(EVIDENCE_END);
        if (begin < 0
                || end < begin
                || card.indexOf(EVIDENCE_BEGIN, begin + 1) >= 0
                || card.indexOf(EVIDENCE_END, end + 1) >= 0) {
            throw new IllegalArgumentException("the text has no single block of evidence");
        }
        return card.substring(0, begin) + card.substring(end + EVIDENCE_END.length());
    }

    /** SHA-256 of the reproducible part of the Markdown. */
    public Digest digest() {
        return Digest.of(reproducible(markdown()).getBytes(StandardCharsets.UTF_8));
    }

    /** How many measured numbers the card shows. */
    public int numbers() {
        return cited().mapToInt(cell -> cell.pointers().size()).sum();
    }

    /** How many of them the evidence they cite really holds, as shown. */
    public int linked() {
        return cited().mapToInt(cell ->
                        (int)
                                cell.pointers().stream()
                                        .filter(pointer -> isThere(cell, pointer))
                                        .count())
                .sum();
    }

    private static boolean isThere(Cell.Cited cell, String pointer) {
        return cell.source().at(pointer).orElse(null) instanceof Json.Num number
                && java.util.Arrays.stream(Format.values())
                        .anyMatch(format -> cell.shown().contains(format.show(number)));
    }

    private java.util.stream.Stream<Cell.Cited> cited() {
        return sections.stream()
                .flatMap(section -> section.cells().stream())
                .filter(Cell.Cited.class::isInstance)
                .map(Cell.Cited.class::cast);
    }

    /**
     * Evidence of practice documentation. Facts: {@code sections} with content of {@code
     * sections_in_all}, {@code numbers} shown, {@code linked} to evidence that holds them, {@code
     * card_digest}. Fails if a number is not linked, or if nothing was measured at all.
     *
     * @param at when the card was written
     */
    public PracticeEvidence evidence(Instant at) {
        long filled = sections.stream().filter(Section::hasContent).count();
        Json.Obj result =
                Json.obj(
                        "sections", filled,
                        "sections_in_all", sections.size(),
                        "numbers", numbers(),
                        "linked", linked(),
                        "card_digest", digest());
        boolean sound = numbers() > 0 && linked() == numbers();
        return PracticeEvidence.of(
                Practice.DOCUMENTATION,
                sound ? Outcome.PASSED : Outcome.FAILED,
                at,
                Json.obj("layout", "Mitchell et al. 2019"),
                result,
                OptionalLong.empty());
    }
}
