package dev.bulwark.cli.change;

import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.governance.change.AliasHistory;
import dev.bulwark.governance.change.AliasRecord;
import dev.bulwark.governance.change.Signed;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Aliases and their history as text and as documents. */
public final class AliasView {
    private final Terminal terminal;

    /** Shows on this terminal. */
    public AliasView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What every alias means now. */
    public void list(ChangeProject project) {
        List<Json> documents = new ArrayList<>();
        for (String target : new TreeSet<>(project.book().targets())) {
            project.book().history(target).reversed().stream()
                    .filter(AliasRecord::counts)
                    .findFirst()
                    .ifPresent(line -> {
                        terminal.line(
                                "  %-20s %s  since %s by %s"
                                        .formatted(
                                                target,
                                                line.event().to(),
                                                line.loggedAt(),
                                                line.event().id()));
                        documents.add(json(line));
                    });
        }
        terminal.document(Json.obj("aliases", Json.arr(documents)));
    }

    /** Every event of an alias, oldest first. */
    public void history(AliasHistory history) {
        history.lines().forEach(this::line);
        complete(history);
        terminal.document(
                Json.obj(
                        "alias", history.target(),
                        "complete", history.isComplete(),
                        "entries", history.entries(),
                        "gaps", history.gaps(),
                        "history",
                                Json.arr(history.lines().stream().map(AliasView::json).toList())));
    }

    /**
     * What an alias meant from one time to another.
     *
     * @param lines the meaning at the first, and what came after it
     * @param when as the reader asked
     */
    public void meant(
            AliasHistory history, List<AliasRecord> lines, String when, ChangeProject project) {
        if (lines.stream().noneMatch(AliasRecord::counts)) {
            terminal.line("  '%s' meant nothing on %s".formatted(history.target(), when));
        }
        List<Json> documents = new ArrayList<>();
        for (AliasRecord line : lines) {
            line(line);
            String proof = project.proof(line.envelope());
            proof.lines()
                    .forEach(text ->
                            terminal.line(terminal.in(Terminal.Tone.FAINT, "        " + text)));
            documents.add(json(line).with("envelope", line.envelope()).with("proof", proof));
        }
        complete(history);
        terminal.document(
                Json.obj(
                        "alias", history.target(),
                        "at", when,
                        "complete", history.isComplete(),
                        "entries", history.entries(),
                        "gaps", history.gaps(),
                        "meant", Json.arr(documents)));
    }

    private void line(AliasRecord line) {
        terminal.line(
                "  %s %s  entry %-5d %s ──▶ %s"
                        .formatted(
                                line.counts()
                                        ? terminal.in(Terminal.Tone.GOOD, "✔")
                                        : terminal.in(Terminal.Tone.BAD, "✘"),
                                line.loggedAt(),
                                line.index(),
                                line.event().from().map(Digest::abbreviated).orElse("nothing"),
                                line.event().to()));
        terminal.line(
                "      change %s by %s, approved by %s"
                        .formatted(
                                line.event().id(),
                                line.event().author(),
                                line.event().approvals().stream()
                                        .map(Signed::person)
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
        line.against()
                .forEach(obstacle -> terminal.line("      does not count: " + obstacle.what()));
    }

    private void complete(AliasHistory history) {
        terminal.line(
                history.isComplete()
                        ? "  complete: all %,d entries of the log were looked through"
                                .formatted(history.entries())
                        : terminal.in(
                                Terminal.Tone.BAD,
                                "  NOT complete: entries %s speak of aliases and cannot be read"
                                        .formatted(history.gaps())));
    }

    private static Json.Obj json(AliasRecord line) {
        Json.Obj json =
                Json.obj(
                        "alias", line.event().target(),
                        "digest", line.event().to(),
                        "at", line.loggedAt().toString(),
                        "entry", line.index(),
                        "change", line.event().id(),
                        "author", line.event().author(),
                        "approvals", line.event().approvals().stream().map(Signed::person).toList(),
                        "counts", line.counts(),
                        "against", line.against().stream().map(each -> each.what()).toList());
        Optional<Digest> from = line.event().from();
        return from.isPresent() ? json.with("from", from.get()) : json;
    }
}
