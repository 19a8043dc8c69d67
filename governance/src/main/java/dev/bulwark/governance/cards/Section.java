package dev.bulwark.governance.cards;

import java.util.List;

/**
 * A section of a card.
 *
 * @param id for links, e.g. {@code training-data}
 * @param title for people
 * @param blocks at least one
 */
public record Section(String id, String title, List<Block> blocks) {
    public Section {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("a section says at least that nothing was assessed");
        }
    }

    /** Whether it says anything besides that there is no evidence. */
    public boolean hasContent() {
        return blocks.stream()
                .anyMatch(block ->
                        switch (block) {
                            case Block.NotAssessed _, Block.Heading _ -> false;
                            case Block.Prose _, Block.Declared _, Block.Facts _, Block.Grid _ ->
                                    true;
                        });
    }

    /** Every cell, in reading order. */
    List<Cell> cells() {
        return blocks.stream()
                .flatMap(block ->
                        switch (block) {
                            case Block.Facts(var entries) ->
                                    entries.stream().map(Block.Entry::value);
                            case Block.Grid(_, _, var rows) -> rows.stream().flatMap(List::stream);
                            case Block.Heading _,
                                    Block.Prose _,
                                    Block.Declared _,
                                    Block.NotAssessed _ ->
                                    java.util.stream.Stream.<Cell>empty();
                        })
                .toList();
    }
}
