package dev.bulwark.governance.cards;

import dev.bulwark.governance.page.Html;
import java.util.List;

/** Writes a card as HTML. */
final class CardHtml {
    private final ModelCard card;
    private final Html out = new Html();

    CardHtml(ModelCard card) {
        this.card = card;
    }

    Html write() {
        out.open("article", "class", "doc");
        out.leaf("h1", "Model card: " + card.model().name());
        out.leaf(
                "p",
                "What is known about this model, and how. A number in brackets after a value leads"
                        + " to the signed evidence it was read from.",
                "class",
                "lead");
        out.open("nav", "aria-label", "Sections").open("ol", "class", "toc");
        for (Section section : card.sections()) {
            out.open("li").leaf("a", section.title(), "href", "#" + section.id()).close();
        }
        out.open("li").leaf("a", "Evidence", "href", "#notes").close();
        out.close().closeLine();
        card.sections().forEach(this::section);
        notes();
        out.closeLine();
        return out;
    }

    private void section(Section section) {
        out.open("section", "id", section.id(), "aria-labelledby", section.id() + "-title");
        out.leaf("h2", section.title(), "id", section.id() + "-title").text("\n");
        for (Block block : section.blocks()) {
            switch (block) {
                case Block.Heading(String text) -> out.leaf("h3", text);
                case Block.Prose(String text) -> out.leaf("p", text);
                case Block.Declared(List<String> paragraphs) -> declared(paragraphs);
                case Block.Facts(List<Block.Entry> entries) -> facts(entries);
                case Block.Grid grid -> table(grid);
                case Block.NotAssessed(String what, String command) ->
                        out.open("p", "class", "unassessed")
                                .text(what + ": not assessed. To assess it: ")
                                .leaf("code", command)
                                .close();
            }
            out.text("\n");
        }
        out.closeLine();
    }

    private void declared(List<String> paragraphs) {
        out.open("div", "class", "declared");
        out.leaf("p", "Declared by the owner", "class", "small soft");
        paragraphs.forEach(text -> out.leaf("p", text));
        out.close();
    }

    private void facts(List<Block.Entry> entries) {
        out.open("dl");
        for (Block.Entry entry : entries) {
            out.leaf("dt", entry.label()).open("dd");
            cell(entry.value());
            out.closeLine();
        }
        out.close();
    }

    private void table(Block.Grid grid) {
        // A wide table scrolls by itself; the label and tabindex make that work by keyboard.
        out.open(
                "div",
                "class",
                "scroll",
                "role",
                "region",
                "tabindex",
                "0",
                "aria-label",
                grid.caption());
        out.open("table").leaf("caption", grid.caption()).open("thead").open("tr");
        grid.headers().forEach(header -> out.leaf("th", header, "scope", "col"));
        out.close().close().open("tbody");
        for (List<Cell> row : grid.rows()) {
            out.open("tr");
            for (int i = 0; i < row.size(); i++) {
                if (i == 0) {
                    out.open("th", "scope", "row");
                } else {
                    out.open("td");
                }
                cell(row.get(i));
                out.close();
            }
            out.closeLine();
        }
        out.close().close().close();
    }

    private void cell(Cell cell) {
        switch (cell) {
            case Cell.Words(String text) -> out.text(text);
            case Cell.Code(String text) -> out.leaf("code", text);
            case Cell.Cited cited -> {
                Source source = cited.source();
                out.open("span", "class", "cited").leaf("span", cited.shown(), "class", "num");
                out.leaf(
                        "a",
                        "[" + source.note() + "]",
                        "class",
                        "cite",
                        "href",
                        "#note-" + source.note(),
                        "aria-label",
                        "evidence " + source.note());
                out.close();
            }
        }
    }

    private void notes() {
        out.open("section", "id", "notes", "aria-labelledby", "notes-title");
        out.leaf("h2", "Evidence", "id", "notes-title").text("\n");
        out.mark("evidence: begin");
        out.open("ol", "class", "notes");
        for (Source note : card.notes()) {
            out.open("li", "id", "note-" + note.note());
            out.leaf("strong", note.kind()).text(", signed " + signedAt(note)).empty("br");
            out.leaf("code", note.evidence().digest().toString());
            out.closeLine();
        }
        out.closeLine();
        out.mark("evidence: end");
        out.closeLine();
    }

    /** When its signer says it was made. */
    static String signedAt(Source note) {
        return Source.statedTime(note.evidence()).orElse("at a time it does not state");
    }
}
