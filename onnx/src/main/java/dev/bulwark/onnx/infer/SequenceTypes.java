package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Recurrent layers, and choices between subgraphs. */
final class SequenceTypes {
    private SequenceTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        NodeTypes.all(rules, "GRU LSTM RNN", SequenceTypes::recurrent);
        rules.put("If", SequenceTypes::choice);
    }

    private static void recurrent(NodeFacts facts) {
        Node node = facts.node();
        boolean batchFirst = node.intAttribute("layout", 0) != 0;
        Optional<List<Dimension>> input = facts.dims(0).filter(d -> d.size() == 3);
        Dimension unknown = new Dimension.Unknown();
        Dimension steps = input.map(d -> d.get(batchFirst ? 1 : 0)).orElse(unknown);
        Dimension batch = input.map(d -> d.get(batchFirst ? 0 : 1)).orElse(unknown);
        boolean both = node.stringAttribute("direction", "forward").equals("bidirectional");
        Dimension directions = Dimension.of(both ? 2 : 1);
        Dimension hidden =
                facts.dims(2)
                        .filter(d -> d.size() == 3)
                        .map(List::getLast)
                        .orElseGet(() -> hiddenSize(node));
        facts.put(
                0,
                batchFirst
                        ? List.of(batch, steps, directions, hidden)
                        : List.of(steps, directions, batch, hidden));
        List<Dimension> last =
                batchFirst
                        ? List.of(batch, directions, hidden)
                        : List.of(directions, batch, hidden);
        facts.put(1, last);
        facts.put(2, last);
    }

    private static Dimension hiddenSize(Node node) {
        long size = node.intAttribute("hidden_size", -1);
        return size >= 0 ? Dimension.of(size) : new Dimension.Unknown();
    }

    private static void choice(NodeFacts facts) {
        Node node = facts.node();
        if (!(node.attributes().get("then_branch") instanceof Attribute.OfGraph(Graph yes))
                || !(node.attributes().get("else_branch") instanceof Attribute.OfGraph(Graph no))) {
            return;
        }
        TypeInference whenTrue = facts.inference().inside(yes);
        TypeInference whenFalse = facts.inference().inside(no);
        int outputs = Math.min(yes.outputs().size(), no.outputs().size());
        for (int i = 0; i < Math.min(outputs, node.outputs().size()); i++) {
            Optional<ValueType.OfTensor> left = whenTrue.type(yes.outputs().get(i).name());
            Optional<ValueType.OfTensor> right = whenFalse.type(no.outputs().get(i).name());
            if (left.isPresent()
                    && right.isPresent()
                    && left.get().elementType() == right.get().elementType()) {
                facts.put(
                        i,
                        left.get().elementType(),
                        common(left.get().shape(), right.get().shape()));
            }
        }
    }

    /** What both shapes say. */
    private static Shape common(Shape left, Shape right) {
        if (!(left instanceof Shape.Ranked(List<Dimension> a))
                || !(right instanceof Shape.Ranked(List<Dimension> b))
                || a.size() != b.size()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            result.add(a.get(i).equals(b.get(i)) ? a.get(i) : new Dimension.Unknown());
        }
        return new Shape.Ranked(result);
    }
}
