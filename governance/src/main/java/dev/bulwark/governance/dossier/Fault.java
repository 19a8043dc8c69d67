package dev.bulwark.governance.dossier;

import java.util.Objects;

/**
 * What is wrong with one file of a dossier.
 *
 * @param file its path in the folder
 * @param what what is wrong
 * @param fix what the reader can do
 */
public record Fault(String file, String what, String fix) {
    public Fault {
        Objects.requireNonNull(file);
        Objects.requireNonNull(what);
        Objects.requireNonNull(fix);
    }
}
