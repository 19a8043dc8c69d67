package dev.bulwark.kernel.table;

import java.util.HashSet;
import java.util.Set;

/**
 * Which rows train, which steer training, and which judge the result. No row is in two of them.
 *
 * @param train the model is fitted to these
 * @param validation early stopping and choices look at these
 * @param test nothing looks at these before the model is final
 */
public record Split(Rows train, Rows validation, Rows test) {
    public Split {
        Set<Integer> seen = new HashSet<>();
        for (Rows part : new Rows[] {train, validation, test}) {
            for (int i = 0; i < part.size(); i++) {
                if (!seen.add(part.at(i))) {
                    throw new IllegalArgumentException(
                            "row " + part.at(i) + " is in more than one part, or twice in one");
                }
            }
        }
    }
}
