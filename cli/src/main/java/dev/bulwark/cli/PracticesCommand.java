package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "practices",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the thirty practices, and with --facts what a gate's condition may name of each."
        },
        footer = {"", "Example: bulwark practices --facts"})
final class PracticesCommand implements Callable<Integer> {
    @Option(names = "--facts", description = "the facts of each, with type and meaning")
    private boolean facts;

    @Option(names = "--json", description = "one JSON document instead of text")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = Terminals.of(json);
        FactVocabulary vocabulary = FactVocabulary.shipped();
        List<Json> document = new ArrayList<>();
        String pillar = "";
        for (Practice practice : Practice.values()) {
            if (!practice.pillar().equals(pillar)) {
                pillar = practice.pillar();
                terminal.line(terminal.in(Terminal.Tone.STRONG, pillar));
            }
            terminal.line(
                    "  %-5s %-24s %s"
                            .formatted(practice.number(), practice.id(), practice.title()));
            document.add(
                    Json.obj(
                            "number", practice.number(),
                            "id", practice.id(),
                            "title", practice.title(),
                            "pillar", practice.pillar(),
                            "facts", facts(terminal, vocabulary, practice.id())));
        }
        terminal.line(terminal.in(Terminal.Tone.STRONG, "Measured beside them"));
        for (String kind : List.of("performance", "provenance")) {
            terminal.line("  %-5s %s".formatted("", kind));
            facts(terminal, vocabulary, kind);
        }
        terminal.document(Json.obj("practices", Json.arr(document)));
        return ExitCode.OK;
    }

    private Json.Obj facts(Terminal terminal, FactVocabulary vocabulary, String kind) {
        Map<String, Json> shown = new LinkedHashMap<>();
        vocabulary
                .of(kind)
                .orElse(Map.of())
                .forEach((name, fact) -> {
                    String type = fact.type().name().toLowerCase(java.util.Locale.ROOT);
                    shown.put(name, Json.obj("type", type, "meaning", fact.meaning()));
                    if (facts) {
                        terminal.line(
                                "          %-36s %-7s %s".formatted(name, type, fact.meaning()));
                    }
                });
        return new Json.Obj(shown);
    }
}
