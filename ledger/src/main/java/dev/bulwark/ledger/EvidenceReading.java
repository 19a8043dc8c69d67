package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.ledger.schema.PredicateSchemas;
import dev.bulwark.ledger.schema.SchemaViolation;
import dev.bulwark.ledger.store.StoredEnvelope;
import dev.bulwark.ledger.trust.Entitlement;
import dev.bulwark.ledger.trust.OwnerActs;
import dev.bulwark.ledger.trust.RosterChain;
import dev.bulwark.ledger.trust.SignerRoles;
import dev.bulwark.ledger.trust.Standing;
import dev.bulwark.ledger.trust.TrustRoot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * One reading of all envelopes of a log: first the owners' acts, which say who may sign what, then
 * everything by that. Whatever does not count says why.
 */
final class EvidenceReading {
    private final TrustRoot root;
    private final SignaturePolicy policy;
    private final Function<Digest, String> fileName;
    private final List<BrokenEvidence> broken;
    private final List<Evidence> evidence = new ArrayList<>();
    private final Map<Digest, Standing> standings = new HashMap<>();

    EvidenceReading(
            TrustedKeys keys,
            SignaturePolicy policy,
            Function<Digest, String> fileName,
            List<BrokenEvidence> broken) {
        this.root = TrustRoot.of(keys);
        this.policy = policy;
        this.fileName = fileName;
        this.broken = broken;
    }

    /**
     * Reads.
     *
     * @param logged what is stored and logged, by its entry
     * @param times of each entry, by a clock that never runs backwards: if it did, a clock set back
     *     would make an expired or revoked key valid again
     */
    VerifiedEvidence read(SortedMap<Long, StoredEnvelope> logged, LongFunction<Instant> times) {
        RosterChain chain = new RosterChain(root, policy);
        logged.forEach((index, stored) -> {
            String type = stored.claimed().predicateType();
            if (type.equals(OwnerActs.ROSTER) || type.equals(OwnerActs.REVOCATION)) {
                chain.add(stored.envelope(), index, times.apply(index));
            }
        });
        SignerRoles roles = chain.roles();
        Map<Digest, RosterChain.Refusal> refused = new HashMap<>();
        chain.refusals().forEach(each -> refused.put(each.envelope(), each));
        TrustedKeys everybody = roles.keys();
        logged.forEach((index, stored) -> {
            RosterChain.Refusal refusal = refused.get(stored.digest());
            if (refusal == null) {
                judge(stored, index, times.apply(index), everybody, roles);
            } else {
                broken(
                        stored.digest(),
                        refusal.blocks()
                                ? BrokenEvidence.Flaw.UNREADABLE_ROLES
                                : BrokenEvidence.Flaw.SUPERSEDED,
                        refusal.why());
            }
        });
        return new VerifiedEvidence(evidence, standings, broken, roles);
    }

    private void judge(
            StoredEnvelope stored,
            long index,
            Instant loggedAt,
            TrustedKeys everybody,
            SignerRoles roles) {
        switch (everybody.verify(stored.envelope(), policy)) {
            case Verification.Valid(Evidence valid) -> {
                switch (roles.judge(valid, index, loggedAt, policy)) {
                    case Entitlement.Entitled(var signers) ->
                            admit(valid, new Standing(index, loggedAt, signers));
                    case Entitlement.Refused(var reason, String why) ->
                            broken(stored.digest(), flaw(reason), why);
                }
            }
            case Verification.Invalid(Verification.Reason reason, String detail) ->
                    broken(
                            stored.digest(),
                            BrokenEvidence.Flaw.REFUSED,
                            "%s (%s)".formatted(detail, reason));
        }
    }

    private void admit(Evidence valid, Standing standing) {
        List<SchemaViolation> violations = PredicateSchemas.shipped().check(valid.statement());
        if (violations.isEmpty()) {
            evidence.add(valid);
            standings.put(valid.digest(), standing);
        } else {
            broken(
                    valid.digest(),
                    BrokenEvidence.Flaw.OFF_SCHEMA,
                    PredicateSchemas.text(violations));
        }
    }

    private static BrokenEvidence.Flaw flaw(Entitlement.Reason reason) {
        return switch (reason) {
            case WRONG_ROLE -> BrokenEvidence.Flaw.WRONG_ROLE;
            case OUT_OF_WINDOW -> BrokenEvidence.Flaw.OUT_OF_WINDOW;
            case REVOKED -> BrokenEvidence.Flaw.REVOKED;
        };
    }

    private void broken(Digest digest, BrokenEvidence.Flaw flaw, String why) {
        broken.add(new BrokenEvidence(fileName.apply(digest), flaw, why));
    }
}
