package dev.bulwark.governance.cards;

import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sections that say what the model is, what it is for and what it was made from. */
final class DescriptionSections {
    private static final String DATA = Practice.DATA_INTEGRITY.id();
    private static final String INPUTS = Practice.INPUT_VALIDATION.id();
    private static final String FIT = Practice.REGULARIZATION.id();
    private static final int MOST_LISTED = 200;

    private final SystemDescription system;
    private final Subject model;
    private final Citations citations;

    DescriptionSections(SystemDescription system, Subject model, Citations citations) {
        this.system = system;
        this.model = model;
        this.citations = citations;
    }

    Section details() {
        List<Block.Entry> entries = new ArrayList<>();
        entries.add(new Block.Entry("Model", new Cell.Words(model.name())));
        entries.add(new Block.Entry("SHA-256", new Cell.Code(model.digest().hex())));
        entries.add(new Block.Entry("Format", new Cell.Words("ONNX")));
        add(entries, "Inputs", INPUTS, "/result/columns", Format.COUNT);
        add(entries, "Numeric inputs", INPUTS, "/result/numeric", Format.COUNT);
        add(entries, "Categorical inputs", INPUTS, "/result/categorical", Format.COUNT);
        add(entries, "Picture inputs", INPUTS, "/result/images", Format.COUNT);
        entries.addAll(citations.entries(Quantity.TRAINING));
        add(entries, "Seed", FIT, "/seed", Format.SETTING);
        String provenance = Sources.PROVENANCE;
        add(entries, "Built by", provenance, "/runDetails/builder/id", Format.SETTING);
        add(entries, "Kind of build", provenance, "/buildDefinition/buildType", Format.SETTING);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Facts(entries));
        if (!citations.sources().has(provenance)) {
            blocks.add(new Block.NotAssessed("How the model was made", "bulwark train"));
        }
        return new Section("model-details", "Model details", blocks);
    }

    Section intendedUse() {
        List<Block> blocks = new ArrayList<>();
        if (system.purpose().isBlank()) {
            blocks.add(new Block.NotAssessed("The purpose", "bulwark init"));
        } else {
            blocks.add(new Block.Declared(List.of(system.purpose())));
        }
        List<Block.Entry> entries = new ArrayList<>();
        declared(entries, "Owner", system.owner());
        declared(entries, "Risk class", system.risk());
        if (!entries.isEmpty()) {
            blocks.add(new Block.Facts(entries));
        }
        blocks.add(
                new Block.Prose(
                        "Any other use is out of scope: nothing here was measured for it."));
        return new Section("intended-use", "Intended use", blocks);
    }

    private static void declared(List<Block.Entry> entries, String label, String value) {
        if (!value.isBlank()) {
            entries.add(new Block.Entry(label, new Cell.Words(value + " (declared)")));
        }
    }

    Section factors() {
        List<Block.Entry> entries = new ArrayList<>();
        columns(DATA, "protected").ifPresent(c -> entries.add(entry("Protected attributes", c)));
        columns(DATA, "personal").ifPresent(c -> entries.add(entry("Personal columns", c)));
        columns(DATA, "immutable")
                .ifPresent(c -> entries.add(entry("What a person cannot change", c)));
        audited().ifPresent(c -> entries.add(entry("Groups compared by", c)));
        List<Block> blocks = new ArrayList<>();
        if (!entries.isEmpty()) {
            blocks.add(new Block.Facts(entries));
        }
        if (!citations.sources().has(Practice.BIAS_AUDIT.id())) {
            blocks.add(new Block.NotAssessed("Differences between groups", "bulwark audit"));
        } else if (entries.isEmpty()) {
            blocks.add(new Block.Prose("The audit names no groups."));
        }
        return new Section("factors", "Factors", blocks);
    }

    Section evaluationData() {
        List<Block.Entry> entries = new ArrayList<>();
        add(entries, "Test rows", Sources.PERFORMANCE, "/result/n", Format.COUNT);
        add(entries, "Classes", Sources.PERFORMANCE, "/result/class_count", Format.COUNT);
        add(
                entries,
                "Positive class",
                Sources.PERFORMANCE,
                "/result/positive_class",
                Format.SETTING);
        add(
                entries,
                "Rows kept apart by the source",
                DATA,
                "/result/test_rows_apart",
                Format.COUNT);
        return new Section(
                "evaluation-data",
                "Evaluation data",
                citations.sources().has(Sources.PERFORMANCE) && !entries.isEmpty()
                        ? List.of(new Block.Facts(entries))
                        : List.of(new Block.NotAssessed("Evaluation data", "bulwark audit")));
    }

    Section trainingData() {
        if (!citations.sources().has(DATA)) {
            return new Section(
                    "training-data",
                    "Training data",
                    List.of(new Block.NotAssessed("Training data", "bulwark data sign")));
        }
        List<Block.Entry> entries = new ArrayList<>();
        add(entries, "Data set", DATA, "/result/croissant/name", Format.SETTING);
        add(entries, "Description", DATA, "/result/croissant/description", Format.SETTING);
        add(entries, "Licence", DATA, "/result/croissant/license", Format.SETTING);
        add(entries, "Source", DATA, "/result/croissant/url", Format.SETTING);
        add(entries, "To be cited as", DATA, "/result/croissant/citeAs", Format.SETTING);
        add(entries, "Files", DATA, "/result/files", Format.COUNT);
        add(entries, "Rows", DATA, "/result/rows", Format.COUNT);
        add(entries, "Columns", DATA, "/result/columns", Format.COUNT);
        add(entries, "Verified against its manifest", DATA, "/result/verified", Format.SETTING);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Facts(entries));
        files().ifPresent(blocks::add);
        return new Section("training-data", "Training data", blocks);
    }

    private Optional<Block> files() {
        return citations
                .sources()
                .cite(DATA)
                .flatMap(source -> source.at("/result/listed"))
                .filter(Json.Arr.class::isInstance)
                .map(listed -> {
                    List<List<Cell>> rows = new ArrayList<>();
                    for (Json file : ((Json.Arr) listed).elements()) {
                        if (file instanceof Json.Obj entry && rows.size() < MOST_LISTED) {
                            rows.add(
                                    List.of(
                                            new Cell.Words(text(entry, "path")),
                                            new Cell.Code(text(entry, "sha256"))));
                        }
                    }
                    return new Block.Grid(
                            "Files that the signed manifest lists",
                            List.of("File", "SHA-256"),
                            rows);
                });
    }

    private static String text(Json.Obj entry, String member) {
        return entry.get(member).orElse(null) instanceof Json.Str(String value) ? value : "";
    }

    private void add(
            List<Block.Entry> entries, String label, String kind, String pointer, Format format) {
        citations.cell(kind, pointer, format).ifPresent(c -> entries.add(entry(label, c)));
    }

    private static Block.Entry entry(String label, Cell cell) {
        return new Block.Entry(label, cell);
    }

    /** Names of the columns that carry a mark in the signed schema. */
    private Optional<Cell> columns(String kind, String mark) {
        if (!citations.sources().has(kind)) {
            return Optional.empty();
        }
        return citations
                .sources()
                .cite(kind)
                .flatMap(source ->
                        source.at("/result/schema/columns")
                                .filter(Json.Arr.class::isInstance)
                                .map(columns -> marked((Json.Arr) columns, mark))
                                .filter(names -> !names.isEmpty())
                                .map(names -> Cell.Cited.words(names, source)));
    }

    private static String marked(Json.Arr columns, String mark) {
        return columns.elements().stream()
                .filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast)
                .filter(column -> column.get(mark).filter(new Json.Bool(true)::equals).isPresent())
                .map(column -> text(column, "name"))
                .limit(MOST_LISTED)
                .collect(Collectors.joining(", "));
    }

    private Optional<Cell> audited() {
        String kind = Practice.BIAS_AUDIT.id();
        return citations.sources().has(kind)
                ? citations
                        .sources()
                        .cite(kind)
                        .flatMap(source ->
                                source.at("/result/attributes")
                                        .filter(Json.Arr.class::isInstance)
                                        .map(list -> names((Json.Arr) list))
                                        .filter(names -> !names.isEmpty())
                                        .map(names -> Cell.Cited.words(names, source)))
                : Optional.empty();
    }

    private static String names(Json.Arr attributes) {
        return attributes.elements().stream()
                .filter(Json.Obj.class::isInstance)
                .map(attribute -> text((Json.Obj) attribute, "attribute"))
                .filter(name -> !name.isBlank())
                .limit(MOST_LISTED)
                .collect(Collectors.joining(", "));
    }
}
