package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.evidence.Verification;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a roster follows the one in force: an owner signed it, as many of the roster's keepers as
 * are needed did, and it goes on from that one.
 */
final class RosterSuccession {
    private final SignerRoles before;
    private final SignaturePolicy policy;

    /** What a roster comes to. */
    sealed interface Outcome {
        /** It is in force from its entry on. */
        record Follows(Roster roster) implements Outcome {}

        /** It is not; see {@link RosterChain.Refusal}. */
        record Refused(boolean blocks, String why) implements Outcome {}
    }

    /**
     * @param before what was logged before it: later revocations do not take back what two people
     *     signed
     */
    RosterSuccession(SignerRoles before, SignaturePolicy policy) {
        this.before = before;
        this.policy = policy;
    }

    /** Judges a roster that is logged next. */
    Outcome judge(Envelope envelope, Instant loggedAt) {
        return switch (keys().verify(envelope, policy)) {
            case Verification.Valid(Evidence evidence) -> judge(evidence, loggedAt);
            case Verification.Invalid(var _, String detail) -> new Outcome.Refused(false, detail);
        };
    }

    /** The keys of those who may sign it, and no others. */
    private TrustedKeys keys() {
        List<PublicKey> keys = new ArrayList<>(before.root().publicKeys());
        before.current().map(SignerRoles.InForce::roster).map(Roster::members).stream()
                .flatMap(List::stream)
                .filter(RosterMember::keepsRoster)
                .forEach(member -> keys.addAll(member.keys().publicKeys()));
        return TrustedKeys.of(keys);
    }

    private Outcome judge(Evidence evidence, Instant loggedAt) {
        Entitlement owner = before.judge(evidence, Long.MAX_VALUE, loggedAt, policy);
        if (owner instanceof Entitlement.Refused(var _, String why)) {
            return new Outcome.Refused(false, why);
        }
        RosterQuorum quorum = before.rosterQuorum();
        Set<Person> signed = before.keepersWhoSigned(evidence, loggedAt, policy);
        if (signed.size() < quorum.needed()) {
            return new Outcome.Refused(
                    false,
                    "%d of %d people signed the roster (%s), and %s may"
                            .formatted(signed.size(), quorum.needed(), signed, quorum.people()));
        }
        try {
            return follows(Roster.from(evidence.statement()));
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(true, String.valueOf(e.getMessage()));
        }
    }

    private Outcome follows(Roster roster) {
        long last = before.current().map(each -> each.roster().serial()).orElse(0L);
        Optional<Digest> envelope = before.current().map(SignerRoles.InForce::envelope);
        if (roster.serial() > last && roster.previous().equals(envelope)) {
            return new Outcome.Follows(roster);
        }
        return new Outcome.Refused(
                false,
                "roster %d does not go on from roster %d%s"
                        .formatted(
                                roster.serial(),
                                last,
                                envelope.map(d -> " in envelope " + d.abbreviated()).orElse("")));
    }
}
