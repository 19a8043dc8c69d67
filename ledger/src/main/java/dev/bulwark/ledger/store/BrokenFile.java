package dev.bulwark.ledger.store;

import java.util.Objects;

/**
 * A file among the evidence that is none.
 *
 * @param file relative to the store's folder
 * @param why what is wrong with it
 */
public record BrokenFile(String file, String why) {
    public BrokenFile {
        Objects.requireNonNull(file);
        Objects.requireNonNull(why);
    }
}
