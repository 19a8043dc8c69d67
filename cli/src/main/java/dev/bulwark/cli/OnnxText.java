package dev.bulwark.cli;

import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.onnx.describe.Differentiability;
import dev.bulwark.onnx.describe.ModelDifference;
import dev.bulwark.onnx.describe.ModelListing;
import dev.bulwark.onnx.describe.Texts;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the commands on models print for people. */
final class OnnxText {
    /** Longer lists are for {@code --json}. */
    private static final int MOST_LINES = 400;

    private OnnxText() {}

    static void listing(Terminal terminal, ModelListing listing) {
        Model model = listing.model();
        List<String> opsets = new ArrayList<>();
        model.opsets()
                .forEach((domain, version) ->
                        opsets.add(ModelListing.domainName(domain) + " " + version));
        terminal.line(
                "  %s: %,d nodes, %,d parameters, %s of constants"
                        .formatted(
                                terminal.in(
                                        Terminal.Tone.STRONG,
                                        Texts.clean("graph " + model.graph().name())),
                                listing.nodes().size(),
                                listing.parameters(),
                                Texts.size(listing.bytes())));
        terminal.line(
                "  written by %s for operator sets %s, format version %d"
                        .formatted(
                                producer(model),
                                Texts.clean(String.join(", ", opsets)),
                                model.irVersion()));
        values(terminal, "inputs", listing.inputs());
        values(terminal, "outputs", listing.outputs());
        nodes(terminal, listing.nodes());
        constants(terminal, listing.initializers());
        heading(terminal, "operators");
        terminal.line("    " + counts(listing.operators()));
        metadata(terminal, model.metadata());
        gradients(terminal, listing.differentiability());
    }

    private static String producer(Model model) {
        String name = model.producer().name() + " " + model.producer().version();
        return name.isBlank() ? "nobody named" : Texts.clean(name.strip());
    }

    private static void heading(Terminal terminal, String text) {
        terminal.line("");
        terminal.line("  " + terminal.in(Terminal.Tone.STRONG, text));
    }

    private static void values(Terminal terminal, String what, Map<String, ValueType> values) {
        heading(terminal, what);
        values.forEach((name, type) ->
                terminal.line("    %-24s %s".formatted(Texts.clean(name), Texts.type(type))));
    }

    private static void nodes(Terminal terminal, List<ModelListing.NodeEntry> nodes) {
        heading(terminal, "nodes");
        for (ModelListing.NodeEntry entry : nodes.subList(0, Math.min(MOST_LINES, nodes.size()))) {
            Node node = entry.node();
            List<String> made = new ArrayList<>();
            for (int i = 0; i < node.outputs().size(); i++) {
                if (!node.outputs().get(i).isEmpty()) {
                    made.add(node.outputs().get(i) + " " + Texts.type(entry.outputs().get(i)));
                }
            }
            terminal.line(
                    "    %-22s %s → %s"
                            .formatted(
                                    Texts.clean(node.operator(), 40),
                                    Texts.clean(String.join(", ", node.inputs())),
                                    Texts.clean(String.join("; ", made))));
            List<String> settings = new ArrayList<>();
            node.attributes()
                    .forEach((key, value) -> settings.add(key + " " + Texts.attribute(value)));
            if (!settings.isEmpty()) {
                String text = Texts.clean(String.join(", ", settings));
                terminal.line("    %22s %s".formatted("", terminal.in(Terminal.Tone.FAINT, text)));
            }
        }
        rest(terminal, nodes.size());
    }

    private static void rest(Terminal terminal, int size) {
        if (size > MOST_LINES) {
            terminal.line("    … and %,d more; --json lists them all".formatted(size - MOST_LINES));
        }
    }

    private static void constants(
            Terminal terminal, List<ModelListing.InitializerEntry> constants) {
        heading(terminal, "constants");
        for (ModelListing.InitializerEntry entry :
                constants.subList(0, Math.min(MOST_LINES, constants.size()))) {
            terminal.line(
                    "    %-32s %-28s %,12d %10s"
                            .formatted(
                                    Texts.clean(entry.name(), 48),
                                    Texts.type(entry.type()),
                                    entry.elements(),
                                    Texts.size(entry.bytes())));
        }
        rest(terminal, constants.size());
    }

    private static String counts(Map<String, Integer> operators) {
        List<String> counts = new ArrayList<>();
        operators.forEach((name, count) -> counts.add(count + " " + Texts.clean(name, 40)));
        return String.join(", ", counts);
    }

    private static void metadata(Terminal terminal, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return;
        }
        heading(terminal, "metadata");
        metadata.forEach((key, value) ->
                terminal.line("    %-24s %s".formatted(Texts.clean(key), Texts.clean(value))));
    }

    /** Nodes whose every output has a type. */
    static long knownTypes(ModelListing listing) {
        return listing.nodes().stream()
                .filter(entry ->
                        entry.outputs().stream().noneMatch(ValueType.Unspecified.class::isInstance))
                .count();
    }

    static void gradients(Terminal terminal, Differentiability gradients) {
        heading(terminal, "gradients");
        if (gradients.results().isEmpty()) {
            terminal.line("    no output is of a floating-point type: there is nothing to follow");
        }
        for (Differentiability.Result result : gradients.results()) {
            String mark =
                    result.flows()
                            ? terminal.in(Terminal.Tone.GOOD, "✔")
                            : terminal.in(Terminal.Tone.WARN, "✘");
            String why = result.flows() ? "" : ": " + Texts.clean(result.reason());
            terminal.line(
                    "    %s %s by %s%s"
                            .formatted(
                                    mark,
                                    Texts.clean(result.output()),
                                    Texts.clean(result.by()),
                                    why));
        }
        gradients
                .stops()
                .forEach(stop ->
                        terminal.line(
                                "    stops at %s, which reads %s"
                                        .formatted(
                                                Texts.clean(stop.node()),
                                                Texts.clean(stop.value()))));
        List<String> without =
                gradients.withoutRule().stream().map(Node::operator).distinct().toList();
        if (!without.isEmpty()) {
            terminal.line(
                    "    operators without a rule: " + Texts.clean(String.join(", ", without)));
        }
    }

    static void difference(Terminal terminal, ModelDifference difference) {
        if (difference.isEmpty()) {
            terminal.line("  " + terminal.in(Terminal.Tone.GOOD, "✔ the models are equal"));
            return;
        }
        List<ModelDifference.Change> changes = difference.changes();
        for (ModelDifference.Change change :
                changes.subList(0, Math.min(MOST_LINES, changes.size()))) {
            String text = Texts.clean(change.part() + " " + change.name());
            switch (change.kind()) {
                case ADDED ->
                        terminal.line(
                                "  %s %s: %s"
                                        .formatted(
                                                terminal.in(Terminal.Tone.GOOD, "+"),
                                                text,
                                                Texts.clean(change.after())));
                case REMOVED ->
                        terminal.line(
                                "  %s %s: %s"
                                        .formatted(
                                                terminal.in(Terminal.Tone.BAD, "-"),
                                                text,
                                                Texts.clean(change.before())));
                case CHANGED -> {
                    terminal.line("  %s %s".formatted(terminal.in(Terminal.Tone.WARN, "~"), text));
                    terminal.line("      was " + Texts.clean(change.before()));
                    terminal.line("      is  " + Texts.clean(change.after()));
                }
            }
        }
        rest(terminal, changes.size());
        weights(terminal, difference.weights());
    }

    private static void weights(Terminal terminal, List<ModelDifference.WeightChange> weights) {
        if (weights.isEmpty()) {
            return;
        }
        terminal.line(
                "  %-32s %10s %10s %10s   %s"
                        .formatted("weights that moved", "max", "L2", "relative", "differing"));
        for (ModelDifference.WeightChange weight :
                weights.subList(0, Math.min(MOST_LINES, weights.size()))) {
            terminal.line(
                    String.format(
                            Locale.ROOT,
                            "  %s %-30s %10.3g %10.3g %10.3g   %,d of %,d",
                            terminal.in(Terminal.Tone.WARN, "~"),
                            Texts.clean(weight.name(), 40),
                            weight.max(),
                            weight.l2(),
                            weight.relative(),
                            weight.differing(),
                            weight.elements()));
        }
        rest(terminal, weights.size());
    }
}
