package dev.bulwark.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known about a tensor's shape before it is computed. */
public sealed interface Shape {

    /**
     * The number of axes is known.
     *
     * @param dimensions outermost first; none for a scalar
     */
    record Ranked(List<Dimension> dimensions) implements Shape {
        public Ranked {
            dimensions = List.copyOf(dimensions);
        }

        /** Number of axes. */
        public int rank() {
            return dimensions.size();
        }
    }

    /** Not even the number of axes is known. */
    record Unranked() implements Shape {}

    /** A shape of fixed lengths. */
    static Ranked of(List<Long> sizes) {
        List<Dimension> dimensions = new ArrayList<>(sizes.size());
        for (long size : sizes) {
            dimensions.add(Dimension.of(size));
        }
        return new Ranked(dimensions);
    }

    /** A shape of fixed lengths. */
    static Ranked of(long... sizes) {
        List<Dimension> dimensions = new ArrayList<>(sizes.length);
        for (long size : sizes) {
            dimensions.add(Dimension.of(size));
        }
        return new Ranked(dimensions);
    }

    /** A shape whose first axis is {@code first}, known at run time. */
    static Ranked batched(String first, long... rest) {
        List<Dimension> dimensions = new ArrayList<>(rest.length + 1);
        dimensions.add(Dimension.of(first));
        for (long size : rest) {
            dimensions.add(Dimension.of(size));
        }
        return new Ranked(dimensions);
    }

    /** All lengths, if all are known now. */
    default Optional<List<Long>> fixed() {
        return switch (this) {
            case Unranked() -> Optional.empty();
            case Ranked(List<Dimension> dimensions) -> {
                List<Long> sizes = new ArrayList<>(dimensions.size());
                for (Dimension dimension : dimensions) {
                    if (!(dimension instanceof Dimension.Fixed(long size))) {
                        yield Optional.empty();
                    }
                    sizes.add(size);
                }
                yield Optional.of(List.copyOf(sizes));
            }
        };
    }
}
