package dev.bulwark.kernel.table;

import java.util.Arrays;
import java.util.stream.IntStream;

/** An immutable list of row numbers. */
public final class Rows {
    private final int[] numbers;

    private Rows(int[] numbers) {
        this.numbers = numbers;
    }

    /** A copy of {@code numbers}, each {@code >= 0}. */
    public static Rows of(int... numbers) {
        for (int number : numbers) {
            if (number < 0) {
                throw new IllegalArgumentException("a row number is >= 0, but was " + number);
            }
        }
        return new Rows(numbers.clone());
    }

    /** The rows from {@code from} to before {@code to}. */
    public static Rows range(int from, int to) {
        return of(IntStream.range(from, to).toArray());
    }

    /** How many rows. */
    public int size() {
        return numbers.length;
    }

    /** The row number at {@code index}. */
    public int at(int index) {
        return numbers[index];
    }

    /** A fresh copy of all row numbers. */
    public int[] toArray() {
        return numbers.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rows rows && Arrays.equals(numbers, rows.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return "Rows[" + numbers.length + "]";
    }
}
