package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.gradient.RuleExample.Operand;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A use of a recurrent operator under construction. */
final class RecurrentExample {
    private static final long LONGEST = 4;

    /** Twice the clip: what weights of at most 0.25 add does not bring it back. */
    private static final float FAR = 4;

    private final int gates;
    private final long time;
    private final long batch;
    private final long width;
    private final long hidden;
    private final Map<Integer, Operand> optional = new LinkedHashMap<>();
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private long directions = 1;
    private double largest = 1;
    private boolean biased;
    private boolean peeking;
    private int states;

    RecurrentExample(int gates, long time, long batch, long width, long hidden) {
        this.gates = gates;
        this.time = time;
        this.batch = batch;
        this.width = width;
        this.hidden = hidden;
        attributes.put("hidden_size", Attribute.of(hidden));
    }

    /** Of random lengths and direction, with a bias and sequence lengths or without. */
    static RecurrentExample random(int gates, RandomGenerator random) {
        RecurrentExample example =
                new RecurrentExample(
                        gates,
                        random.nextLong(1, LONGEST + 1),
                        random.nextLong(1, LONGEST),
                        random.nextLong(1, LONGEST),
                        random.nextLong(1, LONGEST));
        example.going(
                switch (random.nextInt(3)) {
                    case 0 -> "forward";
                    case 1 -> "reverse";
                    default -> "bidirectional";
                });
        if (random.nextBoolean()) {
            example.bias();
        }
        if (random.nextBoolean()) {
            int[] lengths = new int[(int) example.batch];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = random.nextInt(1, (int) example.time + 1);
            }
            example.lengths(lengths);
        }
        return example;
    }

    RecurrentExample going(String direction) {
        directions = direction.equals("bidirectional") ? 2 : 1;
        attributes.put("direction", Attribute.of(direction));
        return this;
    }

    RecurrentExample setting(String name, Attribute value) {
        attributes.put(name, value);
        return this;
    }

    RecurrentExample activations(String... names) {
        attributes.put("activations", Attribute.strings(List.of(names)));
        return this;
    }

    RecurrentExample parameters(String name, Float... values) {
        attributes.put(name, new Attribute.OfFloats(List.of(values)));
        return this;
    }

    RecurrentExample bias() {
        biased = true;
        return this;
    }

    RecurrentExample lengths(int... values) {
        ByteBuffer raw =
                ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            raw.putInt(value);
        }
        optional.put(
                Direction.LENGTHS,
                RuleExample.constant(
                        TensorValue.ofRaw(
                                ElementType.INT32,
                                List.of((long) values.length),
                                Bytes.of(raw.array()))));
        return this;
    }

    /**
     * Clips, with biases that carry every third sum far beyond the clip and leave the others well
     * within.
     */
    RecurrentExample clipped() {
        float[] biases = new float[2 * gates * (int) hidden];
        for (int i = 0; i < gates * (int) hidden; i++) {
            biases[i] = i % 3 - 1 > 0 ? FAR : 0;
        }
        optional.put(Direction.B, RuleExample.constant(TensorValue.of(biases, 1, biases.length)));
        attributes.put("clip", Attribute.of(FAR / 2));
        largest = 0.25;
        return this;
    }

    /** Gives so many initial states. */
    RecurrentExample states(int count) {
        states = count;
        return this;
    }

    RecurrentExample peepholes() {
        peeking = true;
        return this;
    }

    /** The example with so many outputs. */
    RuleExample build(int outputs) {
        if (biased) {
            optional.put(
                    Direction.B, RuleExample.random(-1.0, 1.0, directions, 2L * gates * hidden));
        }
        for (int i = 0; i < states; i++) {
            optional.put(
                    Direction.INITIAL_H + i,
                    RuleExample.random(-1.0, 1.0, directions, batch, hidden));
        }
        if (peeking) {
            optional.put(LstmCell.PEEPHOLES, RuleExample.random(-1.0, 1.0, directions, 3 * hidden));
        }
        List<Operand> operands = new ArrayList<>();
        operands.add(RuleExample.random(-1.0, 1.0, time, batch, width));
        operands.add(RuleExample.random(-largest, largest, directions, gates * hidden, width));
        operands.add(RuleExample.random(-largest, largest, directions, gates * hidden, hidden));
        int last = optional.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int i = operands.size(); i <= last; i++) {
            operands.add(optional.getOrDefault(i, new Operand.Absent()));
        }
        return new RuleExample(attributes, operands, outputs, outputs);
    }
}
