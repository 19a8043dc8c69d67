package dev.bulwark.governance.cards;

import java.util.List;

/** The smallest piece of a card. */
public sealed interface Cell {
    /** Words that claim no measurement. */
    record Words(String text) implements Cell {}

    /** A digest or another exact name. */
    record Code(String text) implements Cell {}

    /**
     * A fact and where it comes from.
     *
     * @param shown in words
     * @param source the evidence
     * @param pointers JSON pointers into its predicate, one for each number in {@code shown}; empty
     *     if there is none
     */
    record Cited(String shown, Source source, List<String> pointers) implements Cell {
        public Cited {
            pointers = List.copyOf(pointers);
        }
    }
}
