package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the owners' rosters and revocations through a log, in the order of its entries. An older
 * roster never comes back: a roster that does not go on from the last one is refused.
 */
public final class RosterChain {
    private final TrustRoot root;
    private final List<Act> acts = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Set<Digest> rosterRefused = new HashSet<>();

    /** A logged statement that an owner's keys verify. */
    private record Act(Evidence evidence, long index, Instant loggedAt) {}

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

    /** A chain under these owners. */
    public RosterChain(TrustRoot root) {
        this.root = root;
    }

    /**
     * Adds a roster or a revocation.
     *
     * @param evidence verified under {@link TrustRoot#keys}
     * @param index of its entry; in ascending order
     */
    public void add(Evidence evidence, long index, Instant loggedAt) {
        acts.add(new Act(evidence, index, loggedAt));
    }

    /** What the acts come to. Call it once. */
    public SignerRoles roles(SignaturePolicy policy) {
        Map<String, Revocation> revocations = SignerRoles.earliest(revocations(policy));
        SignerRoles owners = new SignerRoles(root, List.of(), revocations);
        List<SignerRoles.InForce> rosters = new ArrayList<>();
        for (Act act : acts) {
            if (!act.evidence().statement().predicateType().equals(OwnerActs.ROSTER)) {
                continue;
            }
            switch (owners.judge(act.evidence(), act.index(), act.loggedAt(), policy)) {
                case Entitlement.Entitled _ -> enter(act, rosters);
                case Entitlement.Refused(var _, String why) -> refuse(act, false, why);
            }
        }
        return new SignerRoles(root, rosters, revocations);
    }

    /** Revoking only ever refuses, so the act of an owner that is revoked itself counts too. */
    private List<Revocation> revocations(SignaturePolicy policy) {
        SignerRoles owners = SignerRoles.of(root);
        List<Revocation> revocations = new ArrayList<>();
        for (Act act : acts) {
            if (!act.evidence().statement().predicateType().equals(OwnerActs.REVOCATION)) {
                continue;
            }
            switch (owners.judge(act.evidence(), act.index(), act.loggedAt(), policy)) {
                case Entitlement.Entitled _ -> read(act).ifPresent(revocations::add);
                case Entitlement.Refused(var _, String why) -> refuse(act, false, why);
            }
        }
        return revocations;
    }

    private Optional<Revocation> read(Act act) {
        try {
            return Optional.of(Revocation.from(act.evidence().statement()));
        } catch (IllegalArgumentException e) {
            refuse(act, true, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void enter(Act act, List<SignerRoles.InForce> rosters) {
        Roster roster;
        try {
            roster = Roster.from(act.evidence().statement());
        } catch (IllegalArgumentException e) {
            rosterRefused.add(act.evidence().digest());
            refuse(act, true, String.valueOf(e.getMessage()));
            return;
        }
        long last = rosters.isEmpty() ? 0 : rosters.getLast().roster().serial();
        Optional<Digest> before =
                rosters.isEmpty() ? Optional.empty() : Optional.of(rosters.getLast().envelope());
        if (roster.serial() <= last || !roster.previous().equals(before)) {
            refuse(
                    act,
                    false,
                    "roster %d does not go on from roster %d%s"
                            .formatted(
                                    roster.serial(),
                                    last,
                                    before.map(d -> " in envelope " + d.abbreviated()).orElse("")));
            return;
        }
        rosters.add(
                new SignerRoles.InForce(
                        act.index(), act.loggedAt(), act.evidence().digest(), roster));
        // Whole as it is, it takes the place of a roster before it that could not be read.
        refusals.replaceAll(each ->
                rosterRefused.contains(each.envelope())
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
