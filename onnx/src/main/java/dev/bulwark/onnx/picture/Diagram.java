package dev.bulwark.onnx.picture;

import dev.bulwark.onnx.describe.Texts;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model as boxes and edges. Constants, and nodes that only compute them or shapes, are left out;
 * a node that continues the only use of a value joins the box that made it.
 */
final class Diagram {
    /** A taller stack would hide that it is a chain. */
    private static final int MOST_ROWS = 5;

    /** One line of a box. */
    record Row(OperatorKind kind, String title, String detail, String count, String tooltip) {}

    /** A box: rows below each other. */
    record Box(List<Row> rows) {
        Box(Row row) {
            this(new ArrayList<>(List.of(row)));
        }
    }

    /**
     * An arrow.
     *
     * @param from index of a box
     * @param to index of a later box
     * @param label shape of the value
     */
    record Edge(int from, int to, String label) {}

    private final Graph graph;
    private final TypeInference types;
    private final NodeText text;
    private final List<Box> boxes = new ArrayList<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    private final Map<String, Integer> makers = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<Integer, Integer> nodesOf = new HashMap<>();
    private int hidden;

    private Diagram(Model model) {
        this.graph = model.graph();
        this.types = TypeInference.of(model);
        this.text = new NodeText(graph.initializers());
    }

    static Diagram of(Model model) {
        Diagram diagram = new Diagram(model);
        diagram.draw();
        return diagram;
    }

    List<Box> boxes() {
        return boxes;
    }

    List<Edge> edges() {
        return List.copyOf(edges);
    }

    /** Nodes left out because they compute constants or shapes. */
    int hidden() {
        return hidden;
    }

    /** How many nodes of the model a box stands for. */
    int nodesOf(int box) {
        return nodesOf.getOrDefault(box, 0);
    }

    private void draw() {
        for (String input : graph.requiredInputs()) {
            makers.put(input, boxes.size());
            boxes.add(new Box(terminal(OperatorKind.INPUT, input)));
        }
        Set<String> quiet = quiet();
        List<Node> shown = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (quiet.containsAll(visible(node.outputs()))) {
                hidden++;
            } else {
                shown.add(node);
            }
        }
        for (Node node : shown) {
            new HashSet<>(Graphs.reads(node)).forEach(read -> uses.merge(read, 1, Integer::sum));
        }
        graph.outputs().forEach(output -> uses.merge(output.name(), MOST_ROWS, Integer::sum));
        shown.forEach(node -> place(node, quiet));
        for (ValueInfo output : graph.outputs()) {
            Integer from = makers.get(output.name());
            int to = boxes.size();
            boxes.add(new Box(terminal(OperatorKind.OUTPUT, output.name())));
            if (from != null) {
                edges.add(new Edge(from, to, label(output.name())));
            }
        }
    }

    /** Values that are constants, or are computed from constants and shapes alone. */
    private Set<String> quiet() {
        Set<String> outputs = new HashSet<>();
        graph.outputs().forEach(output -> outputs.add(output.name()));
        Set<String> quiet = new HashSet<>(graph.initializers().keySet());
        graph.requiredInputs().forEach(quiet::remove);
        for (Node node : graph.nodes()) {
            // CastLike takes of its second input the type alone.
            Collection<String> read =
                    node.opType().equals("CastLike")
                            ? node.inputs().subList(0, 1)
                            : Graphs.reads(node);
            boolean still =
                    node.opType().equals("Constant")
                            || node.opType().equals("Shape")
                            || quiet.containsAll(read)
                            || visible(node.outputs()).stream()
                                    .allMatch(name -> types.constant(name).isPresent());
            if (still && visible(node.outputs()).stream().noneMatch(outputs::contains)) {
                quiet.addAll(visible(node.outputs()));
            }
        }
        return quiet;
    }

    private static List<String> visible(List<String> names) {
        return names.stream().filter(name -> !name.isEmpty()).toList();
    }

    private void place(Node node, Set<String> quiet) {
        List<String> reads = Graphs.reads(node).stream().filter(v -> !quiet.contains(v)).toList();
        Row row =
                new Row(
                        OperatorKind.of(node.opType()),
                        Texts.clean(node.operator(), 28),
                        text.detail(node),
                        text.parameters(node) == 0 ? "" : NodeText.count(text.parameters(node)),
                        tooltip(node));
        Integer before = reads.size() == 1 ? makers.get(reads.getFirst()) : null;
        int box;
        if (before != null && joins(row, before, reads.getFirst())) {
            box = before;
            boxes.get(box).rows().add(row);
        } else {
            box = boxes.size();
            boxes.add(new Box(row));
            for (String read : reads) {
                Integer from = makers.get(read);
                if (from != null) {
                    edges.add(new Edge(from, box, label(read)));
                }
            }
        }
        nodesOf.merge(box, 1, Integer::sum);
        visible(node.outputs()).forEach(output -> makers.put(output, box));
    }

    private boolean joins(Row row, int box, String value) {
        List<Row> rows = boxes.get(box).rows();
        return uses.getOrDefault(value, 0) == 1
                && rows.size() < MOST_ROWS
                && rows.getFirst().kind() != OperatorKind.INPUT
                && row.kind() != OperatorKind.LINEAR
                && row.kind() != OperatorKind.RECURRENT;
    }

    private Row terminal(OperatorKind kind, String name) {
        String type =
                types.type(name)
                        .map(tensor ->
                                tensor.elementType().name().toLowerCase(java.util.Locale.ROOT))
                        .orElse("");
        return new Row(kind, Texts.clean(name, 28), type + " " + label(name), "", name);
    }

    private String label(String name) {
        return types.type(name).map(ValueType.OfTensor::shape).map(Diagram::shape).orElse("");
    }

    private static String shape(Shape shape) {
        return switch (shape) {
            case Shape.Unranked() -> "…";
            case Shape.Ranked(var dimensions) ->
                    dimensions.isEmpty()
                            ? "scalar"
                            : Texts.clean(
                                    String.join(
                                            " × ",
                                            dimensions.stream().map(Texts::dimension).toList()),
                                    40);
        };
    }

    private String tooltip(Node node) {
        List<String> lines = new ArrayList<>();
        lines.add(node.operator() + (node.name().isEmpty() ? "" : " " + node.name()));
        node.inputs().stream().limit(8).forEach(input -> lines.add("reads " + typed(input)));
        node.outputs().stream().limit(8).forEach(output -> lines.add("makes " + typed(output)));
        Map<String, String> settings = new LinkedHashMap<>();
        node.attributes().forEach((key, value) -> settings.put(key, Texts.attribute(value)));
        settings.forEach((key, value) -> lines.add(Texts.clean(key + " = " + value)));
        return String.join("\n", lines.stream().map(line -> Texts.clean(line)).toList());
    }

    private String typed(String name) {
        return name + types.type(name).map(type -> ": " + Texts.type(type)).orElse("");
    }
}
