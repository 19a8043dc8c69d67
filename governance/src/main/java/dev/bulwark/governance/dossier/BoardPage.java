package dev.bulwark.governance.dossier;

import dev.bulwark.governance.cards.Block;
import dev.bulwark.governance.cards.Cell;
import dev.bulwark.governance.cards.SystemDescription;
import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.page.Html;
import dev.bulwark.kernel.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The first page: what was decided, the key numbers, the board of thirty practices. */
final class BoardPage {
    private final DossierContent content;
    private final Set<Digest> present;
    private final Html out = new Html();

    BoardPage(DossierContent content) {
        this.content = content;
        this.present =
                content.evidence().stream()
                        .map(logged -> logged.evidence().digest())
                        .collect(Collectors.toSet());
    }

    Html write() {
        head();
        out.add(new DecisionPart(content).verdict());
        keyNumbers();
        board();
        out.add(new DecisionPart(content).tables());
        out.add(VerifyPart.write(content));
        return out;
    }

    private void head() {
        SystemDescription system = content.card().system();
        out.leaf("h1", system.name());
        if (!system.purpose().isBlank()) {
            out.leaf("p", system.purpose(), "class", "lead");
        }
        out.open("dl", "class", "facts");
        fact("Owner", system.owner(), false);
        fact("Risk class, declared", system.risk(), false);
        fact("Written", readable(content), false);
        fact("Model", content.card().model().name(), false);
        fact("SHA-256 of the model", content.card().model().digest().hex(), true);
        out.closeLine();
    }

    private static String readable(DossierContent content) {
        return content.at().toString().replace('T', ' ').replace("Z", " UTC");
    }

    private void fact(String name, String value, boolean code) {
        if (!value.isBlank()) {
            out.open("div", "class", code ? "wide" : "one").leaf("dt", name).open("dd");
            out.leaf(code ? "code" : "span", value);
            out.close().close();
        }
    }

    private void keyNumbers() {
        List<Block.Entry> headline = content.card().headline();
        if (headline.isEmpty()) {
            return;
        }
        out.open("section", "aria-labelledby", "numbers")
                .leaf("h2", "Key numbers", "id", "numbers");
        out.open("div", "class", "tiles");
        for (Block.Entry entry : headline) {
            if (entry.value() instanceof Cell.Cited cited) {
                out.open("div", "class", "card tile").leaf("p", entry.label(), "class", "label");
                out.leaf("p", cited.value(), "class", "value").open("p", "class", "more");
                if (!cited.range().isEmpty()) {
                    out.text("95 % interval " + cited.range()).empty("br");
                }
                evidenceLink(cited.source().evidence().digest());
                out.close().closeLine();
            }
        }
        out.close().closeLine();
    }

    private void evidenceLink(Digest digest) {
        if (present.contains(digest)) {
            out.leaf(
                    "a",
                    "Evidence " + digest.hex().substring(0, 8),
                    "href",
                    DossierLayout.EVIDENCE + "#" + DossierLayout.anchor(digest));
        }
    }

    private void board() {
        out.open("section", "aria-labelledby", "board")
                .leaf("h2", "The thirty practices", "id", "board");
        tally();
        Map<String, List<Board.Row>> pillars = new LinkedHashMap<>();
        for (Board.Row row : content.board().rows()) {
            pillars.computeIfAbsent(row.practice().pillar(), _ -> new ArrayList<>()).add(row);
        }
        out.open("div", "class", "pillars");
        int number = 0;
        for (Map.Entry<String, List<Board.Row>> pillar : pillars.entrySet()) {
            out.open("div", "class", "card pillar").open("h3");
            out.leaf("span", Integer.toString(++number)).text(pillar.getKey()).close().open("ul");
            pillar.getValue().forEach(this::practice);
            out.close().closeLine();
        }
        out.close().closeLine();
    }

    private void tally() {
        Board board = content.board();
        out.open(
                "svg",
                "class",
                "strip",
                "viewBox",
                "0 0 %d 14".formatted(board.rows().size() * 10),
                "preserveAspectRatio",
                "none",
                "aria-hidden",
                "true");
        int x = 0;
        for (Board.State state : Board.State.values()) {
            for (long i = 0; i < board.count(state); i++, x += 10) {
                out.empty(
                        "rect",
                        "class",
                        "b-" + StateMark.style(state),
                        "x",
                        Integer.toString(x),
                        "y",
                        "1",
                        "width",
                        "9",
                        "height",
                        "12");
            }
        }
        out.close().open("ul", "class", "tally");
        for (Board.State state : Board.State.values()) {
            if (board.count(state) > 0) {
                out.open("li");
                StateMark.write(out, state);
                out.open("span").leaf("b", Long.toString(board.count(state)));
                out.text(" " + state.text()).close().close();
            }
        }
        out.closeLine();
    }

    private void practice(Board.Row row) {
        out.open("li");
        StateMark.write(out, row.state());
        out.leaf("span", row.practice().title(), "class", "name");
        StateMark.badge(out, row.state());
        if (!row.summary().isBlank() || row.evidence().filter(present::contains).isPresent()) {
            out.open("p", "class", "detail").text(row.summary());
            row.evidence()
                    .filter(present::contains)
                    .ifPresent(digest -> {
                        out.text(row.summary().isBlank() ? "" : " · ");
                        evidenceLink(digest);
                    });
            out.close();
        }
        out.closeLine();
    }
}
