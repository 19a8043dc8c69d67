package dev.bulwark.onnx.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compares what is inferred of every value with what the engine computes for it. */
final class Agreement {
    private final TypeInference inference;
    private final Map<String, Long> names = new HashMap<>();

    private Agreement(TypeInference inference) {
        this.inference = inference;
    }

    /** Runs the model and requires that nothing inferred is contradicted. */
    static TypeInference check(Model model, Map<String, Tensor> feeds) {
        TypeInference inference = TypeInference.of(model);
        Set<String> outputs = new HashSet<>();
        List<ValueInfo> values = new ArrayList<>(model.graph().outputs());
        values.forEach(value -> outputs.add(value.name()));
        for (Node node : model.graph().nodes()) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && outputs.add(output)) {
                    values.add(new ValueInfo(output, new ValueType.Unspecified()));
                }
            }
        }
        Model all = model.withGraph(model.graph().withOutputs(values));
        Agreement agreement = new Agreement(inference);
        try (Session session = Session.open(all, exact())) {
            session.run(feeds).forEach(agreement::check);
        }
        return inference;
    }

    private static EngineOptions exact() {
        return EngineOptions.deterministic().withOptimisation(EngineOptions.Optimisation.NONE);
    }

    private void check(String name, Tensor actual) {
        if (actual.elementType().isReal()) {
            assertThat(inference.type(name)).as(name).isPresent();
            assertThat(Objects.requireNonNull(inference.types().get(name)).shape())
                    .as(name)
                    .isInstanceOf(Shape.Ranked.class);
        }
        inference.type(name).ifPresent(type -> compare(name, type, actual));
    }

    private void compare(String name, ValueType.OfTensor type, Tensor actual) {
        assertThat(type.elementType()).as(name).isEqualTo(actual.elementType());
        if (!(type.shape() instanceof Shape.Ranked(List<Dimension> dimensions))) {
            return;
        }
        long[] sizes = actual.shape();
        assertThat(dimensions).as("%s %s", name, actual).hasSize(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            switch (dimensions.get(i)) {
                case Dimension.Fixed(long size) ->
                        assertThat(size).as("%s axis %d", name, i).isEqualTo(sizes[i]);
                case Dimension.Symbolic(String symbol) -> {
                    names.putIfAbsent(symbol, sizes[i]);
                    assertThat(names.get(symbol))
                            .as("%s axis %d is '%s'", name, i, symbol)
                            .isEqualTo(sizes[i]);
                }
                case Dimension.Unknown() -> {}
            }
        }
    }
}
