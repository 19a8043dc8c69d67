package dev.bulwark.kernel.table;

import java.util.Arrays;

/** The values of one column, immutable. Accessors by row copy nothing and are cheap. */
public sealed interface ColumnValues {

    /** Number of rows. */
    int rows();

    /** The rows of these indices, in this order; an index may come more than once. */
    ColumnValues select(Rows rows);

    /** Numbers, single precision: what the model computes with. */
    final class Numbers implements ColumnValues {
        private final float[] values;

        private Numbers(float[] values) {
            this.values = values;
        }

        /**
         * A copy of {@code values}, all finite.
         *
         * @throws IllegalArgumentException if one is NaN or infinite
         */
        public static Numbers of(float... values) {
            for (int row = 0; row < values.length; row++) {
                if (!Float.isFinite(values[row])) {
                    throw new IllegalArgumentException("row " + row + " is not a finite number");
                }
            }
            return new Numbers(values.clone());
        }

        /** The value of a row. */
        public float at(int row) {
            return values[row];
        }

        /** A fresh copy of all values. */
        public float[] toArray() {
            return values.clone();
        }

        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public Numbers select(Rows rows) {
            float[] selected = new float[rows.size()];
            for (int i = 0; i < selected.length; i++) {
                selected[i] = values[rows.at(i)];
            }
            return new Numbers(selected);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Numbers numbers && Arrays.equals(values, numbers.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }

    /** Codes into {@link ColumnType.Categorical#categories()}. */
    final class Categories implements ColumnValues {
        private final int[] codes;

        private Categories(int[] codes) {
            this.codes = codes;
        }

        /** A copy of {@code codes}; the table checks their range against the type. */
        public static Categories of(int... codes) {
            return new Categories(codes.clone());
        }

        /** The code of a row. */
        public int at(int row) {
            return codes[row];
        }

        /** A fresh copy of all codes. */
        public int[] toArray() {
            return codes.clone();
        }

        @Override
        public int rows() {
            return codes.length;
        }

        @Override
        public Categories select(Rows rows) {
            int[] selected = new int[rows.size()];
            for (int i = 0; i < selected.length; i++) {
                selected[i] = codes[rows.at(i)];
            }
            return new Categories(selected);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Categories categories && Arrays.equals(codes, categories.codes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(codes);
        }
    }

    /** Pictures, row after row, each channel by channel, line by line (NCHW), unsigned bytes. */
    final class Images implements ColumnValues {
        private final byte[] pixels;
        private final int valuesPerRow;

        private Images(byte[] pixels, int valuesPerRow) {
            this.pixels = pixels;
            this.valuesPerRow = valuesPerRow;
        }

        /**
         * A copy of {@code pixels}.
         *
         * @param pixels shape {@code [rows, channels, height, width]}, flat
         * @throws IllegalArgumentException if the length is no multiple of a picture's size
         */
        public static Images of(byte[] pixels, ColumnType.Image type) {
            if (pixels.length % type.size() != 0) {
                throw new IllegalArgumentException(
                        "%d bytes are no whole number of pictures of %d bytes"
                                .formatted(pixels.length, type.size()));
            }
            return new Images(pixels.clone(), type.size());
        }

        /** One value, 0 to 255. */
        public int at(int row, int index) {
            return Byte.toUnsignedInt(pixels[row * valuesPerRow + index]);
        }

        /** Values in one picture. */
        public int valuesPerRow() {
            return valuesPerRow;
        }

        @Override
        public int rows() {
            return pixels.length / valuesPerRow;
        }

        @Override
        public Images select(Rows rows) {
            byte[] selected = new byte[Math.multiplyExact(rows.size(), valuesPerRow)];
            for (int i = 0; i < rows.size(); i++) {
                System.arraycopy(
                        pixels,
                        rows.at(i) * valuesPerRow,
                        selected,
                        i * valuesPerRow,
                        valuesPerRow);
            }
            return new Images(selected, valuesPerRow);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Images images
                    && valuesPerRow == images.valuesPerRow
                    && Arrays.equals(pixels, images.pixels);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(pixels);
        }
    }
}
