package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Follows the owners' rosters and revocations through a log, in the order of its entries. An older
 * roster never comes back: a roster that does not go on from the last one is refused, and one whose
 * owner's key is later revoked back to before it leaves nobody on the roster.
 */
public final class RosterChain {
    private final TrustRoot root;
    private final SignaturePolicy policy;
    private final List<Act> acts = new ArrayList<>();
    private final List<Logged> revocations = new ArrayList<>();
    private final List<SignerRoles.InForce> rosters = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Set<Digest> unreadable = new HashSet<>();

    /** A logged statement that an owner's keys verify. */
    private record Act(Evidence evidence, long index, Instant loggedAt) {
        boolean is(String predicateType) {
            return evidence.statement().predicateType().equals(predicateType);
        }
    }

    /** A revocation that counts, and its entry. */
    private record Logged(long index, Revocation revocation) {}

    /**
     * An act that does not count.
     *
     * @param envelope digest of its envelope
     * @param blocks whether it may restrict what cannot be read, so that nothing may be decided
     *     until a newer roster takes its place
     */
    public record Refusal(Digest envelope, boolean blocks, String why) {
        public Refusal {
            Objects.requireNonNull(envelope);
            Objects.requireNonNull(why);
        }
    }

    /**
     * A chain under these owners.
     *
     * @param policy whether a signer needs both of its keys
     */
    public RosterChain(TrustRoot root, SignaturePolicy policy) {
        this.root = root;
        this.policy = policy;
    }

    /**
     * Adds a roster or a revocation; what an owner's keys do not verify, or is neither, is passed
     * over: it is nobody's act.
     *
     * @param index of its entry; in ascending order
     */
    public void add(Envelope envelope, long index, Instant loggedAt) {
        if (root.keys().verify(envelope, policy) instanceof Verification.Valid(Evidence evidence)) {
            acts.add(new Act(evidence, index, loggedAt));
        }
    }

    /** What the acts come to. Call it once. */
    public SignerRoles roles() {
        acts.stream().filter(act -> act.is(OwnerActs.REVOCATION)).forEach(this::revoke);
        acts.stream().filter(act -> act.is(OwnerActs.ROSTER)).forEach(this::enter);
        return after(Long.MAX_VALUE);
    }

    /** The rosters so far, and what was revoked before an entry. */
    private SignerRoles after(long index) {
        return new SignerRoles(
                root,
                rosters,
                SignerRoles.earliest(
                        revocations.stream()
                                .filter(each -> each.index() < index)
                                .map(Logged::revocation)
                                .toList()));
    }

    /** Revoking only ever refuses, so the act of an owner that is revoked itself counts too. */
    private void revoke(Act act) {
        switch (SignerRoles.of(root).judge(act.evidence(), act.index(), act.loggedAt(), policy)) {
            case Entitlement.Entitled _ -> {
                try {
                    revocations.add(
                            new Logged(act.index(), Revocation.from(act.evidence().statement())));
                } catch (IllegalArgumentException e) {
                    refuse(act, true, String.valueOf(e.getMessage()));
                }
            }
            case Entitlement.Refused(var _, String why) -> refuse(act, false, why);
        }
    }

    private void enter(Act act) {
        RosterSuccession succession = new RosterSuccession(after(act.index()), policy);
        switch (succession.judge(act.evidence().envelope(), act.loggedAt())) {
            case RosterSuccession.Outcome.Follows(Roster roster) -> enter(act, roster);
            case RosterSuccession.Outcome.Refused(boolean blocks, String why) -> {
                if (blocks) {
                    unreadable.add(act.evidence().digest());
                }
                refuse(act, blocks, why);
            }
        }
    }

    private void enter(Act act, Roster roster) {
        Digest envelope = act.evidence().digest();
        SignerRoles.InForce next =
                new SignerRoles.InForce(
                        act.index(), act.loggedAt(), envelope, roster, roster.keepers());
        // Revoked since, back to before it: the thief's people go, and those it removed stay away.
        boolean stands =
                after(Long.MAX_VALUE).judge(act.evidence(), act.index(), act.loggedAt(), policy)
                        instanceof Entitlement.Entitled;
        rosters.add(stands ? next : next.withoutMembers());
        // Whole as it is, it takes the place of a roster before it that could not be read.
        refusals.replaceAll(each ->
                unreadable.contains(each.envelope())
                        ? new Refusal(each.envelope(), false, each.why())
                        : each);
    }

    private void refuse(Act act, boolean blocks, String why) {
        refusals.add(new Refusal(act.evidence().digest(), blocks, why));
    }

    /** The acts that do not count, once {@link #roles} was called. */
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }
}
