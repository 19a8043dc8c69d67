package dev.bulwark.governance.cards;

import dev.bulwark.governance.page.VisibleText;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a card as Markdown with tables and footnotes (GitHub's dialect). */
final class CardMarkdown {
    private final ModelCard card;
    private final StringBuilder out = new StringBuilder();

    CardMarkdown(ModelCard card) {
        this.card = card;
    }

    String write() {
        out.append("# Model card: ").append(escape(card.model().name())).append("\n\n");
        out.append("System: ").append(escape(card.system().name())).append("\n");
        card.sections().forEach(this::section);
        out.append("\n## Evidence\n\n").append(ModelCard.EVIDENCE_BEGIN).append('\n');
        for (Source note : card.notes()) {
            out.append(
                    "[^%d]: %s, signed %s: `%s`\n"
                            .formatted(
                                    note.note(),
                                    escape(note.kind()),
                                    CardHtml.signedAt(note),
                                    note.evidence().digest()));
        }
        return out.append('\n').append(ModelCard.EVIDENCE_END).toString();
    }

    private void section(Section section) {
        out.append("\n## ").append(section.title()).append('\n');
        for (Block block : section.blocks()) {
            out.append('\n');
            switch (block) {
                case Block.Heading(String text) -> out.append("### ").append(text).append('\n');
                case Block.Prose(String text) -> out.append(text).append('\n');
                case Block.Declared(List<String> paragraphs) -> declared(paragraphs);
                case Block.Facts(List<Block.Entry> entries) ->
                        entries.forEach(entry ->
                                out.append("- ")
                                        .append(escape(entry.label()))
                                        .append(": ")
                                        .append(cell(entry.value()))
                                        .append('\n'));
                case Block.Grid grid -> table(grid);
                case Block.NotAssessed(String what, String command) ->
                        out.append("%s: **not assessed** (`%s`)\n".formatted(what, command));
            }
        }
    }

    private void declared(List<String> paragraphs) {
        out.append("> Declared by the owner:\n");
        paragraphs.forEach(text -> out.append(">\n> ").append(escape(text)).append('\n'));
    }

    private void table(Block.Grid grid) {
        out.append(
                grid.headers().stream()
                        .map(CardMarkdown::escape)
                        .collect(Collectors.joining(" | ", "| ", " |\n")));
        out.append("|---".repeat(grid.headers().size())).append("|\n");
        for (List<Cell> row : grid.rows()) {
            out.append(
                    row.stream()
                            .map(CardMarkdown::cell)
                            .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        out.append('\n').append('*').append(escape(grid.caption())).append("*\n");
    }

    private static String cell(Cell cell) {
        return switch (cell) {
            case Cell.Words(String text) -> escape(text);
            // Only digests come here, but they come from evidence: no backtick may end the code.
            case Cell.Code(String text) -> "`" + text.replaceAll("[^0-9a-zA-Z:]", "") + "`";
            case Cell.Cited cited -> escape(cited.shown()) + " [^" + cited.source().note() + "]";
        };
    }

    /** Text that can neither become markup nor leave its cell, quote or line. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (char c : VisibleText.of(text).toCharArray()) {
            switch (c) {
                case '\n', '\t', '\r' -> escaped.append(' ');
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\\', '`', '*', '_', '[', ']', '|', '#', '!', '~', '$' ->
                        escaped.append('\\').append(c);
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
