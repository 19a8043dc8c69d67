package dev.bulwark.cli.change;

import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.governance.change.Ballot;
import dev.bulwark.governance.change.Change;
import dev.bulwark.governance.change.ChangeStatus;
import dev.bulwark.governance.change.DiffLine;
import dev.bulwark.governance.change.Obstacle;
import dev.bulwark.governance.change.Word;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A change as text that people can judge, and as a document for machines. */
public final class ChangeView {
    private static final int LONGEST_VALUE = 400;
    private static final int PATH_COLUMNS = 44;

    private final Terminal terminal;

    /** Shows on this terminal. */
    public ChangeView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One line for each change. */
    public void list(List<ChangeStatus> changes) {
        for (ChangeStatus each : changes) {
            terminal.line(
                    "  %-28s r%-3d %-14s %-10s %s"
                            .formatted(
                                    each.change().id(),
                                    each.change().revision(),
                                    each.change().kind().id(),
                                    state(each),
                                    firstLine(each.change().title())));
        }
        terminal.document(
                Json.obj("changes", Json.arr(changes.stream().map(ChangeView::json).toList())));
    }

    /**
     * Everything about one change.
     *
     * @param differences of its documents, which are believed before what its author lists
     */
    public void show(ChangeStatus status, Optional<List<DiffLine>> differences) {
        Change change = status.change();
        terminal.line(
                terminal.in(
                        Terminal.Tone.STRONG,
                        "change %s  revision %d".formatted(change.id(), change.revision())));
        terminal.line("  " + firstLine(change.title()));
        terminal.line("  by %s, %s".formatted(change.author(), change.createdAt()));
        change.why().lines().forEach(line -> terminal.line("  │ " + line));
        terminal.line(
                "  %s  %s: %s ──▶ %s"
                        .formatted(
                                change.kind().id(),
                                change.target(),
                                shown(change.from()),
                                change.to().abbreviated()));
        differences(differences.orElse(change.diff()));
        boolean listed = differences.map(change.diff()::equals).orElse(true);
        if (!listed) {
            terminal.line(
                    terminal.in(
                            Terminal.Tone.BAD,
                            "      its author lists other differences than these: reject it"));
        }
        terminal.line(
                "  evidence  %d envelopes, snapshot %s"
                        .formatted(change.evidence().size(), change.snapshot().abbreviated()));
        terminal.line("  policy    " + change.policy().abbreviated());
        terminal.line("  digest    " + status.digest());
        words(status);
        state(change, status);
        terminal.document(json(status).with("differencesHold", listed));
    }

    private void differences(List<DiffLine> lines) {
        long same = 0;
        for (DiffLine line : lines) {
            if (line.before().equals(line.after())) {
                same++;
            } else {
                difference(line);
            }
        }
        if (same > 0) {
            terminal.line("      %d facts are the same".formatted(same));
        }
    }

    private void difference(DiffLine line) {
        String path = line.path().isEmpty() ? "/" : line.path();
        String before = line.before().map(ChangeView::shown).orElse("");
        String after = line.after().map(ChangeView::shown).orElse("");
        if (line.before().isEmpty()) {
            terminal.line(
                    terminal.in(
                            Terminal.Tone.GOOD,
                            ("    + %-" + PATH_COLUMNS + "s %s").formatted(path, after)));
        } else if (line.after().isEmpty()) {
            terminal.line(
                    terminal.in(
                            Terminal.Tone.BAD,
                            ("    - %-" + PATH_COLUMNS + "s %s").formatted(path, before)));
        } else {
            terminal.line(
                    terminal.in(
                            Terminal.Tone.WARN,
                            ("    ~ %-" + PATH_COLUMNS + "s %s ──▶ %s")
                                    .formatted(path, before, after)));
        }
    }

    private void words(ChangeStatus status) {
        for (Word word : status.words()) {
            terminal.line(
                    "    %s %-20s %-9s %s  %s%s"
                            .formatted(
                                    mark(word),
                                    word.by().person(),
                                    word.ballot().vote().id(),
                                    word.castAt(),
                                    word.force() == Word.Force.COUNTS
                                                    && word.ballot().vote() == Ballot.Vote.APPROVE
                                            ? "until " + word.until()
                                            : word.force().text(),
                                    word.ballot().reason().isEmpty()
                                            ? ""
                                            : "  “" + firstLine(word.ballot().reason()) + "”"));
        }
        if (status.state() == ChangeStatus.State.OPEN) {
            status.missing()
                    .forEach(person ->
                            terminal.line(
                                    terminal.in(
                                            Terminal.Tone.FAINT,
                                            "    · %-20s has not spoken".formatted(person))));
        }
    }

    private String mark(Word word) {
        if (word.force() != Word.Force.COUNTS) {
            return terminal.in(Terminal.Tone.FAINT, "~");
        }
        return switch (word.ballot().vote()) {
            case APPROVE -> terminal.in(Terminal.Tone.GOOD, "✔");
            case REJECT -> terminal.in(Terminal.Tone.BAD, "✘");
            case WITHDRAW -> terminal.in(Terminal.Tone.FAINT, "~");
        };
    }

    private void state(Change change, ChangeStatus status) {
        int approving = status.approvals().size();
        String boxes =
                "■".repeat(Math.min(approving, status.quorum()))
                        + "□".repeat(Math.max(0, status.quorum() - approving));
        terminal.line(
                "  [%s proposes] ──▶ [%s %d of %d approve]%s ──▶ [%s]"
                        .formatted(
                                change.author(),
                                boxes,
                                approving,
                                status.quorum(),
                                change.kind()
                                        .gate()
                                        .map(gate -> " ──▶ [gate " + gate.id() + "]")
                                        .orElse(""),
                                change.target()));
        terminal.line("  state     " + state(status));
        for (Obstacle each : status.obstacles()) {
            terminal.line(terminal.in(Terminal.Tone.BAD, "    ✘ " + each.what()));
            terminal.line("        fix: " + each.fix());
        }
        if (status.state() == ChangeStatus.State.OPEN) {
            terminal.line(
                    status.isReady()
                            ? "  bulwark change execute " + change.id()
                            : "  bulwark change approve %s --digest %s --as FOLDER"
                                    .formatted(
                                            change.id(), status.digest().hex().substring(0, 16)));
        }
    }

    private static String state(ChangeStatus status) {
        return switch (status.state()) {
            case EXECUTED -> "executed";
            case WITHDRAWN -> "withdrawn";
            case OPEN -> status.isReady() ? "ready" : "open";
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String shown(Optional<Digest> digest) {
        return digest.map(Digest::abbreviated).orElse("nothing");
    }

    private static String shown(Json value) {
        String text =
                switch (value) {
                    case Json.Str(String string) -> string;
                    case Json.Num number -> number.literal();
                    case Json.Bool _, Json.Null _, Json.Obj _, Json.Arr _ ->
                            new String(value.canonical(), StandardCharsets.UTF_8);
                };
        String plain = text.replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
        return plain.length() <= LONGEST_VALUE
                ? plain
                : "%s… (%d characters; all of them with --json)"
                        .formatted(plain.substring(0, LONGEST_VALUE), plain.length());
    }

    /** The document for machines. */
    public static Json.Obj json(ChangeStatus status) {
        return Json.obj(
                "id", status.change().id(),
                "digest", status.digest(),
                "state", state(status),
                "ready", status.isReady(),
                "quorum", status.quorum(),
                "approvals", status.approvals().stream().map(w -> w.by().person()).toList(),
                "missing", status.missing(),
                "words", Json.arr(status.words().stream().map(ChangeView::json).toList()),
                "obstacles", Json.arr(status.obstacles().stream().map(ChangeView::json).toList()),
                "change", status.change().toJson());
    }

    private static Json.Obj json(Word word) {
        return Json.obj(
                "person", word.by().person(),
                "key", word.by().key(),
                "envelope", word.by().envelope(),
                "vote", word.ballot().vote().id(),
                "at", word.castAt().toString(),
                "counts", word.force() == Word.Force.COUNTS,
                "why", word.force().text(),
                "reason", word.ballot().reason());
    }

    private static Json.Obj json(Obstacle obstacle) {
        return Json.obj(
                "kind", obstacle.kind().name().toLowerCase(java.util.Locale.ROOT),
                "what", obstacle.what(),
                "fix", obstacle.fix());
    }
}
