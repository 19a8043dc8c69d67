package dev.bulwark.kernel.exchange;

import java.util.Arrays;
import java.util.List;

/** The elements of a tensor, row-major; immutable. */
public sealed interface TensorValues {

    /** Number of elements. */
    int size();

    /** 32-bit floating point numbers. */
    final class Floats implements TensorValues {
        private final float[] values;

        private Floats(float[] values) {
            this.values = values;
        }

        /** A copy of {@code values}. */
        public static Floats of(float... values) {
            return new Floats(values.clone());
        }

        /** The element at {@code index}. */
        public float at(int index) {
            return values[index];
        }

        /** A fresh copy. */
        public float[] toArray() {
            return values.clone();
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Floats floats && Arrays.equals(values, floats.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "Floats[" + values.length + "]";
        }
    }

    /** 64-bit integers. */
    final class Longs implements TensorValues {
        private final long[] values;

        private Longs(long[] values) {
            this.values = values;
        }

        /** A copy of {@code values}. */
        public static Longs of(long... values) {
            return new Longs(values.clone());
        }

        /** The element at {@code index}. */
        public long at(int index) {
            return values[index];
        }

        /** A fresh copy. */
        public long[] toArray() {
            return values.clone();
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Longs longs && Arrays.equals(values, longs.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "Longs[" + values.length + "]";
        }
    }

    /** Strings. */
    record Texts(List<String> values) implements TensorValues {
        public Texts {
            values = List.copyOf(values);
        }

        /** The element at {@code index}. */
        public String at(int index) {
            return values.get(index);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public String toString() {
            return "Texts[" + values.size() + "]";
        }
    }
}
