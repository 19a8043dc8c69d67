package dev.bulwark.governance.cards;

import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The sections that say what was measured, and what to make of it. */
final class MeasurementSections {
    private static final String FAIRNESS = Practice.BIAS_AUDIT.id();
    private static final int MOST_GROUPS = 200;

    private final SystemDescription system;
    private final Citations citations;

    MeasurementSections(SystemDescription system, Citations citations) {
        this.system = system;
        this.citations = citations;
    }

    Section metrics() {
        List<List<Cell>> rows = new ArrayList<>();
        Stream.of(Quantity.PERFORMANCE, Quantity.GENERALISATION, Quantity.ROBUST, Quantity.FAIR)
                .flatMap(List::stream)
                .filter(quantity -> !quantity.meaning().isEmpty())
                .filter(quantity -> citations.cell(quantity).isPresent())
                .forEach(quantity ->
                        rows.add(
                                List.of(
                                        new Cell.Words(quantity.label()),
                                        new Cell.Words(quantity.meaning()))));
        return new Section(
                "metrics",
                "Metrics",
                rows.isEmpty()
                        ? List.of(new Block.NotAssessed("Metrics", "bulwark audit"))
                        : List.of(
                                new Block.Grid(
                                        "What was measured", List.of("Metric", "Meaning"), rows),
                                new Block.Prose("Numbers in parentheses bound a 95 % interval.")));
    }

    Section analyses() {
        List<Block> blocks = new ArrayList<>();
        part(blocks, "Performance", Quantity.PERFORMANCE, "bulwark audit");
        part(blocks, "Generalisation", Quantity.GENERALISATION, "bulwark train");
        part(blocks, "Robustness", Quantity.ROBUST, "bulwark attack");
        part(blocks, "Fairness", Quantity.FAIR, "bulwark audit");
        blocks.addAll(groups());
        return new Section("quantitative-analyses", "Quantitative analyses", blocks);
    }

    private void part(List<Block> blocks, String title, List<Quantity> quantities, String command) {
        blocks.add(new Block.Heading(title));
        List<Block.Entry> entries = citations.entries(quantities);
        blocks.add(
                entries.isEmpty()
                        ? new Block.NotAssessed(title, command)
                        : new Block.Facts(entries));
    }

    /** One table for each protected attribute, then for each crossing of them. */
    private List<Block> groups() {
        if (!citations.sources().has(FAIRNESS)) {
            return List.of();
        }
        Source source = citations.sources().cite(FAIRNESS).orElseThrow();
        List<Block> tables = new ArrayList<>();
        int shown = 0;
        for (int a = 0; source.at("/result/attributes/" + a).isPresent(); a++) {
            String at = "/result/attributes/" + a;
            List<List<Cell>> rows = new ArrayList<>();
            for (int g = 0; source.at(at + "/groups/" + g).isPresent(); g++) {
                if (shown++ < MOST_GROUPS) {
                    rows.add(group(source, at + "/groups/" + g));
                }
            }
            if (!rows.isEmpty()) {
                tables.add(
                        new Block.Grid(
                                "Groups by " + text(source, at + "/attribute"),
                                List.of(
                                        "Group",
                                        "Rows",
                                        "Selection rate",
                                        "True positive rate",
                                        "False positive rate",
                                        "Disparate impact"),
                                rows));
            }
        }
        return tables;
    }

    private static List<Cell> group(Source source, String at) {
        return List.of(
                new Cell.Words(text(source, at + "/group")),
                source.at(at + "/n").filter(Json.Num.class::isInstance).isPresent()
                        ? Citations.single(source, Format.COUNT, at + "/n")
                        : new Cell.Words("–"),
                Citations.estimate(source, at + "/rates/selection_rate", Format.RATIO),
                Citations.estimate(source, at + "/rates/true_positive_rate", Format.RATIO),
                Citations.estimate(source, at + "/rates/false_positive_rate", Format.RATIO),
                Citations.estimate(
                        source, at + "/against_most_favoured/disparate_impact", Format.RATIO));
    }

    private static String text(Source source, String pointer) {
        return source.at(pointer).orElse(null) instanceof Json.Str(String value) ? value : "";
    }

    Section ethics() {
        List<Block.Entry> entries = new ArrayList<>();
        Quantity.FAIR.stream()
                .filter(q -> q.fact().equals("four_fifths") || q.fact().equals("smallest_group_n"))
                .forEach(q ->
                        citations
                                .cell(q)
                                .ifPresent(c -> entries.add(new Block.Entry(q.label(), c))));
        List<Block> blocks = new ArrayList<>();
        if (entries.isEmpty()) {
            blocks.add(new Block.NotAssessed("Effects on groups of people", "bulwark audit"));
        } else {
            blocks.add(new Block.Facts(entries));
            blocks.add(
                    new Block.Prose(
                            "The four-fifths screen is a screen and no legal finding. Groups that"
                                    + " the data do not name were not compared."));
        }
        absent(Practice.EXPLANATIONS, "Explanations of single decisions", "bulwark explain")
                .ifPresent(blocks::add);
        absent(Practice.ANONYMIZATION, "Personal data in the training data", "bulwark data scan")
                .ifPresent(blocks::add);
        return new Section("ethical-considerations", "Ethical considerations", blocks);
    }

    private Optional<Block> absent(Practice practice, String what, String command) {
        return citations.sources().has(practice.id())
                ? Optional.empty()
                : Optional.of(new Block.NotAssessed(what, command));
    }

    Section caveats() {
        List<Block> blocks = new ArrayList<>();
        if (!system.caveats().isEmpty()) {
            blocks.add(new Block.Declared(system.caveats()));
        }
        blocks.add(
                new Block.Prose(
                        "Every number here was measured on one data set. It says little of people,"
                                + " places and times that the data set does not hold."));
        absent(
                        Practice.DIFFERENTIAL_PRIVACY,
                        "What the model reveals of its training data",
                        "bulwark audit")
                .ifPresent(blocks::add);
        absent(Practice.RUNTIME_MONITORING, "Drift since the measurements", "bulwark serve")
                .ifPresent(blocks::add);
        return new Section("caveats", "Caveats and recommendations", blocks);
    }
}
