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
     * @param value in words
     * @param range the ends of its interval in words; empty if it has none
     * @param source the evidence
     * @param pointers JSON pointers into its predicate, one for each number shown; empty if there
     *     is none
     */
    record Cited(String value, String range, Source source, List<String> pointers) implements Cell {
        public Cited {
            pointers = List.copyOf(pointers);
        }

        /** Words without an interval. */
        static Cited words(String text, Source source) {
            return new Cited(text, "", source, List.of());
        }

        /** Value and interval. */
        public String shown() {
            return range.isEmpty() ? value : value + " (" + range + ")";
        }
    }
}
