package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.trust.SignedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A piece of evidence that a demand looked at, and how it counted.
 *
 * @param evidence digest of its envelope
 * @param index of its entry in the log
 * @param loggedAt the log's time of that entry
 * @param at when it was made, as it says
 * @param age how old it is taken to be: since {@code at} or {@code loggedAt}, the earlier
 * @param signers who signed it rightfully
 * @param verdict how it counted
 * @param values the facts that the condition names, as text
 * @param substituted the condition with its facts replaced by their values; may be empty
 * @param why in one sentence; empty if it counts for the demand
 */
public record Considered(
        Digest evidence,
        long index,
        Instant loggedAt,
        Optional<Instant> at,
        Optional<Duration> age,
        List<SignedBy> signers,
        Verdict verdict,
        String values,
        String substituted,
        String why) {
    /** How a piece of evidence counts. */
    public enum Verdict {
        /** It meets the demand. */
        FOR("for"),
        /** It speaks against, and refuses whatever else is there. */
        AGAINST("against"),
        /** It is too old to count either way. */
        STALE("stale"),
        /** The same signer said something newer with the same settings. */
        SUPERSEDED("superseded");

        private final String id;

        Verdict(String id) {
            this.id = id;
        }

        /** The word in output and evidence. */
        public String id() {
            return id;
        }
    }

    public Considered {
        Objects.requireNonNull(evidence);
        Objects.requireNonNull(loggedAt);
        Objects.requireNonNull(verdict);
        signers = List.copyOf(signers);
    }

    /** For machines. */
    public Json.Obj toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("evidence", evidence);
        members.put("entry", index);
        members.put("loggedAt", loggedAt.toString());
        at.ifPresent(time -> members.put("at", time.toString()));
        age.ifPresent(old -> members.put("ageHours", old.toHours()));
        members.put(
                "signers",
                Json.arr(
                        signers.stream()
                                .map(signer ->
                                        Json.obj(
                                                "person",
                                                signer.person().name(),
                                                "key",
                                                signer.key(),
                                                "roles",
                                                signer.roles().stream().sorted().toList()))
                                .toList()));
        members.put("verdict", verdict.id());
        members.put("values", values);
        members.put("substituted", substituted);
        members.put("why", why);
        return (Json.Obj) Json.of(members);
    }
}
