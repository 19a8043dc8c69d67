package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Products of matrices, and attention, which is made of them. */
final class MatrixTypes {
    private MatrixTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        rules.put("Gemm", facts -> facts.put(0, gemm(facts)));
        rules.put("MatMul", facts -> facts.put(0, matMul(facts)));
        rules.put("MatMulInteger", facts -> facts.put(0, ElementType.INT32, matMul(facts)));
        rules.put("Einsum", facts -> facts.put(0, EinsumShape.of(facts)));
        rules.put("Attention", MatrixTypes::attention);
        rules.put(
                "Det",
                facts ->
                        facts.put(
                                0,
                                NodeFacts.shape(
                                        facts.dims(0)
                                                .filter(d -> d.size() >= 2)
                                                .map(d -> d.subList(0, d.size() - 2)))));
    }

    private static Shape gemm(NodeFacts facts) {
        Node node = facts.node();
        Optional<List<Dimension>> a = facts.dims(0).filter(d -> d.size() == 2);
        Optional<List<Dimension>> b = facts.dims(1).filter(d -> d.size() == 2);
        return new Shape.Ranked(
                List.of(
                        a.map(d -> d.get(node.intAttribute("transA", 0) != 0 ? 1 : 0))
                                .orElseGet(Dimension.Unknown::new),
                        b.map(d -> d.get(node.intAttribute("transB", 0) != 0 ? 0 : 1))
                                .orElseGet(Dimension.Unknown::new)));
    }

    private static Shape matMul(NodeFacts facts) {
        Optional<List<Dimension>> left = facts.dims(0).filter(d -> !d.isEmpty());
        Optional<List<Dimension>> right = facts.dims(1).filter(d -> !d.isEmpty());
        if (left.isEmpty() || right.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> a = left.get();
        List<Dimension> b = right.get();
        List<Dimension> result =
                new ArrayList<>(
                        Broadcast.of(
                                a.subList(0, Math.max(0, a.size() - 2)),
                                b.subList(0, Math.max(0, b.size() - 2))));
        if (a.size() > 1) {
            result.add(a.get(a.size() - 2));
        }
        if (b.size() > 1) {
            result.add(b.getLast());
        }
        return new Shape.Ranked(result);
    }

    /** Query, key and value of three axes have their heads side by side, of four apart. */
    private static void attention(NodeFacts facts) {
        Optional<List<Dimension>> query = facts.dims(0);
        Optional<List<Dimension>> value = facts.dims(2);
        if (query.isEmpty() || value.isEmpty() || query.get().size() != value.get().size()) {
            facts.put(0, new Shape.Unranked());
            return;
        }
        List<Dimension> q = query.get();
        List<Dimension> v = value.get();
        if (q.size() == 4) {
            facts.put(0, NodeFacts.with(q, 3, v.get(3)));
        } else if (q.size() == 3) {
            long heads = facts.node().intAttribute("q_num_heads", 0);
            long valueHeads = facts.node().intAttribute("kv_num_heads", 0);
            Optional<Term> width =
                    Term.of(v.get(2))
                            .flatMap(term -> term.dividedBy(Term.of(valueHeads)))
                            .flatMap(term -> term.times(Term.of(heads)));
            facts.put(0, NodeFacts.with(q, 2, Term.length(width)));
        }
    }
}
