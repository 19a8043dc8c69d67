package dev.bulwark.onnx.build.layer;

import java.util.List;

/** Where the values of parameters and running statistics come from. */
public interface Weights {
    /**
     * What a layer says of a parameter.
     *
     * @param name unique in the network
     * @param shape its lengths
     * @param decayed whether weight decay pulls it to zero: weights yes, biases and scales no
     * @param initial what it starts from
     * @param fanIn inputs one output is made of
     * @param fanOut outputs one input goes into
     */
    record Declaration(
            String name,
            List<Long> shape,
            boolean decayed,
            Initial initial,
            long fanIn,
            long fanOut) {
        public Declaration {
            shape = List.copyOf(shape);
        }

        /** How many values it holds. */
        public int count() {
            return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        }
    }

    /** The values of a parameter; called once for each, in the same order for the same network. */
    float[] parameter(Declaration declaration);

    /** The values of a running statistic. */
    float[] buffer(String name, int length, float start);
}
