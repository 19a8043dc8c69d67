package dev.bulwark.cli.evidence;

import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.ErasedEvidence;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A list of evidence: what holds, what was erased, and how much does not count. */
public final class EvidenceView {
    private final Terminal terminal;
    private final Optional<Digest> subject;

    /**
     * @param subject shows only what is about it: an entry that could not list all its subjects is
     *     found for any
     */
    public EvidenceView(Terminal terminal, Optional<Digest> subject) {
        this.terminal = terminal;
        this.subject = subject;
    }

    /**
     * Shows.
     *
     * @param wanted by the index of the entry
     */
    public void show(VerifiedEvidence verified, Predicate<Long> wanted) {
        List<Json> shown = new ArrayList<>();
        for (Evidence evidence : verified.evidence()) {
            Standing standing = verified.standing(evidence);
            if (wanted.test(standing.index())
                    && subject.map(evidence.statement()::isAbout).orElse(true)) {
                shown.add(line(standing, evidence));
            }
        }
        List<Json> erased = new ArrayList<>();
        for (ErasedEvidence each : verified.erased()) {
            if (wanted.test(each.index())) {
                terminal.line("  %5d  %s".formatted(each.index(), each.message()));
                erased.add(json(each));
            }
        }
        List<Json> broken = new ArrayList<>();
        verified.broken().forEach(each -> broken.add(Json.of(each.message())));
        if (!broken.isEmpty()) {
            terminal.line(
                    "  %d more do not count; 'bulwark ledger fsck' and 'bulwark verify' say why"
                            .formatted(broken.size()));
        }
        terminal.document(
                Json.obj(
                        "entries", Json.arr(shown),
                        "erased", Json.arr(erased),
                        "broken", Json.arr(broken)));
    }

    private Json line(Standing standing, Evidence evidence) {
        String type = evidence.statement().predicateType();
        terminal.line(
                "  %5d  %s  %-28s %s"
                        .formatted(
                                standing.index(),
                                evidence.digest().abbreviated(),
                                evidence.at().map(Object::toString).orElse(""),
                                type));
        return Json.obj(
                "index", standing.index(),
                "envelope", evidence.digest(),
                "predicateType", type,
                "loggedAt", standing.loggedAt().toString(),
                "signers", standing.people().stream().map(Object::toString).toList(),
                "subjects",
                        evidence.statement().subjects().stream()
                                .map(each -> each.digest().toString())
                                .toList());
    }

    private static Json json(ErasedEvidence erased) {
        return Json.obj(
                "index", erased.index(),
                "envelope", erased.digest(),
                "predicateType", erased.entry().predicateType(),
                "erasedAt", erased.erasure().at().toString(),
                "reason", erased.erasure().reason(),
                "by", erased.erasure().by(),
                "record", erased.record());
    }
}
