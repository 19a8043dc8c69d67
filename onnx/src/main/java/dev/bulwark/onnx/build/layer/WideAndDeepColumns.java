package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A linear part over numbers and categories beside a network over numbers and embedded categories;
 * their class scores are added. A row holds numbers, and categories as their index. The linear part
 * keeps one weight for each category and class, which is the linear function of its one-hot form;
 * products of columns are left to the deep part.
 *
 * @param columns what the columns of the row are, in order
 * @param embedding numbers a category becomes for the deep part, {@code >= 1}
 * @param deep hidden layers of the deep part
 * @param classes how many scores come out
 * @see <a href="https://arxiv.org/abs/1606.07792">Cheng et al. 2016, equation 3</a>
 */
public record WideAndDeepColumns(List<Column> columns, int embedding, Layer deep, int classes)
        implements Layer {
    /** A linear model has one optimum: it need not start from noise. */
    private static final Initial ZERO = new Initial.Constant(0);

    /**
     * A column of the row.
     *
     * @param name in the names of its parameters
     * @param categories how many there are; 0 for a number
     */
    public record Column(String name, int categories) {}

    public WideAndDeepColumns {
        columns = List.copyOf(columns);
    }

    @Override
    public Signal append(Assembly assembly, Signal input) {
        List<Long> numbers = new ArrayList<>();
        List<String> dense = new ArrayList<>();
        List<String> scores = new ArrayList<>();
        int width = 0;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.categories() == 0) {
                numbers.add((long) i);
                continue;
            }
            String code = code(assembly, input.value(), i);
            dense.add(looked(assembly, "embedding", column, embedding, spread(), code));
            scores.add(looked(assembly, "wide", column, classes, ZERO, code));
            width += embedding;
        }
        if (!numbers.isEmpty()) {
            long[] which = numbers.stream().mapToLong(Long::longValue).toArray();
            String values = gathered(assembly, input.value(), assembly.ints(which));
            dense.addFirst(values);
            width += which.length;
            Dense wide = new Dense("wide.numbers", classes, false, ZERO);
            scores.addFirst(wide.append(assembly, Signal.of(values, which.length)).value());
        }
        String joined =
                dense.size() == 1
                        ? dense.getFirst()
                        : assembly.node("Concat", dense, Map.of("axis", Attribute.of(1L)));
        Signal hidden = deep.append(assembly, Signal.of(joined, width));
        Dense last = new Dense("output", classes, true, new Initial.Glorot());
        scores.add(last.append(assembly, hidden).value());
        return Signal.of(assembly.named(Assembly.LOGITS, "Sum", scores, Map.of()), classes);
    }

    /** An embedded category has length one on average. */
    private Initial spread() {
        return new Initial.TruncatedNormal(1 / Math.sqrt(embedding));
    }

    /** The row of a table that belongs to the category of each example. */
    private static String looked(
            Assembly assembly,
            String part,
            Column column,
            int width,
            Initial initial,
            String code) {
        String table =
                assembly.weight(
                        part + "." + column.name() + ".weight",
                        initial,
                        1,
                        width,
                        column.categories(),
                        width);
        return assembly.node("Gather", List.of(table, code), Map.of("axis", Attribute.of(0L)));
    }

    private static String code(Assembly assembly, String row, int column) {
        String value =
                gathered(assembly, row, assembly.constant(TensorValue.of(new long[] {column})));
        return assembly.node(
                "Cast",
                List.of(value),
                Map.of("to", Attribute.of((long) ElementType.INT64.code())));
    }

    private static String gathered(Assembly assembly, String row, String which) {
        return assembly.node("Gather", List.of(row, which), Map.of("axis", Attribute.of(1L)));
    }
}
