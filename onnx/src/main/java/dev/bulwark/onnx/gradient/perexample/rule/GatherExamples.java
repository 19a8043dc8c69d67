package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.gradient.perexample.Rows;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An embedding: rows of a table at the examples' tokens. */
@AutoService(ExampleRule.class)
public final class GatherExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("Gather");
    }

    @Override
    public void trace(Meeting m) {
        List<Long> sizes = m.sizes(m.input(0));
        long axis = m.node().intAttribute("axis", 0);
        String tokens = m.input(1);
        if (!m.meets(0) || (axis != 0 && axis != -sizes.size())) {
            throw m.unsupported("examples are looked up along another axis than the first");
        }
        Examples.Along along = m.along(tokens);
        int rank = m.rank(tokens);
        int tail = sizes.size() - 1;
        long width = TensorValue.elementCount(sizes.subList(1, sizes.size()));
        m.keep();
        m.retain(tokens);
        m.share(
                0,
                (pen, gradient) -> {
                    String cast = pen.emit("Cast", List.of(tokens), Map.of("to", Attribute.of(7L)));
                    String flat =
                            pen.emit("Reshape", pen.rows(cast, rank, along, 0, 1), pen.ints(0, -1));
                    String wrapped = pen.emit("Add", flat, pen.ints(sizes.getFirst()));
                    String places =
                            pen.emit("Where", pen.emit("Less", flat, pen.ints(0)), wrapped, flat);
                    String values = pen.rows(gradient, rank + tail, along, tail, width);
                    return new Rows(places, values, sizes.getFirst(), width);
                });
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                ExampleCase.of("Gather").parameter(4, 3).indices(4, 0, 6),
                ExampleCase.of("Gather").parameter(4, 3).indices(4, 0),
                ExampleCase.of("Gather").parameter(4, 3).indices(4, 1, 5),
                ExampleCase.of("Gather").parameter(4).indices(4, 0, 6),
                ExampleCase.of("Gather").parameter(5, 2, 3).indices(5, 0, 2, 3));
    }
}
