package dev.bulwark.onnx.optimise;

import dev.bulwark.kernel.BulwarkException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What both optimisers check before they move anything, and how they keep their state. */
final class Steps {
    private Steps() {}

    /** One array of zeros per parameter. */
    static Map<String, float[]> zeros(List<Parameter> parameters) {
        Map<String, float[]> zeros = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            if (zeros.put(parameter.name(), new float[parameter.values().length]) != null) {
                throw new IllegalArgumentException(
                        "parameter '" + parameter.name() + "' comes twice");
            }
        }
        return zeros;
    }

    static double requireAtLeastZero(String what, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(what + " must be >= 0, but was " + value);
        }
        return value;
    }

    static double requireFraction(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + " must be in [0, 1), but was " + value);
        }
        return value;
    }

    static long requireCount(long steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("steps must be >= 0, but was " + steps);
        }
        return steps;
    }

    /** The array of {@code name}, never absent. */
    static float[] of(Map<String, float[]> arrays, String name) {
        float[] array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("there is nothing for parameter '" + name + "'");
        }
        return array;
    }

    /** Refuses before the first parameter has moved, so that a bad batch cannot half apply. */
    static void check(double rate, List<Parameter> parameters, Map<String, float[]> gradients) {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("learningRate must be > 0, but was " + rate);
        }
        for (Parameter parameter : parameters) {
            float[] gradient = of(gradients, parameter.name());
            if (gradient.length != parameter.values().length) {
                throw new IllegalArgumentException(
                        "the gradient of '%s' has %d values, but the parameter %d"
                                .formatted(
                                        parameter.name(),
                                        gradient.length,
                                        parameter.values().length));
            }
            // A sum is finite only if no term is NaN or infinite: one pass without a branch. It
            // may overflow for finite terms in float, not in double.
            double sum = 0;
            for (float value : gradient) {
                sum += value;
            }
            if (!Double.isFinite(sum)) {
                throw new BulwarkException(
                        "TRAINING_DIVERGED",
                        "the gradient of '" + parameter.name() + "' is not finite",
                        "lower the learning rate, or look for extreme values in the data");
            }
        }
    }

    /** Copies a checkpoint's state into {@code own}. */
    static void restore(Map<String, float[]> own, Map<String, float[]> given) {
        if (!own.keySet().equals(given.keySet())) {
            throw new IllegalArgumentException(
                    "the state is of %s, but the parameters are %s"
                            .formatted(given.keySet(), own.keySet()));
        }
        for (Map.Entry<String, float[]> entry : own.entrySet()) {
            float[] source = of(given, entry.getKey());
            if (source.length != entry.getValue().length) {
                throw new IllegalArgumentException(
                        "the state of '" + entry.getKey() + "' has another length");
            }
            System.arraycopy(source, 0, entry.getValue(), 0, source.length);
        }
    }
}
