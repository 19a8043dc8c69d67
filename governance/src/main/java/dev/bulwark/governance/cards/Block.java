package dev.bulwark.governance.cards;

import java.util.List;

/** What a section of a card is made of. */
public sealed interface Block {
    /** A heading inside the section. */
    record Heading(String text) implements Block {}

    /** A paragraph of our own words. */
    record Prose(String text) implements Block {}

    /** The owner's words, one paragraph each; shown as declared. */
    record Declared(List<String> paragraphs) implements Block {
        public Declared {
            paragraphs = List.copyOf(paragraphs);
        }
    }

    /** A list of names and values. */
    record Facts(List<Entry> entries) implements Block {
        public Facts {
            entries = List.copyOf(entries);
        }
    }

    /** A name and its value. */
    record Entry(String label, Cell value) {}

    /**
     * A table.
     *
     * @param headers one for each column; the first column names its row
     * @param rows as wide as the headers
     */
    record Grid(String caption, List<String> headers, List<List<Cell>> rows) implements Block {
        public Grid {
            headers = List.copyOf(headers);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<Cell> row : rows) {
                if (row.size() != headers.size()) {
                    throw new IllegalArgumentException(
                            "a row has %d cells under %d headers"
                                    .formatted(row.size(), headers.size()));
                }
            }
        }
    }

    /**
     * There is no evidence.
     *
     * @param what was not assessed
     * @param command what would assess it
     */
    record NotAssessed(String what, String command) implements Block {}
}
