package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.TrustedKeys;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who was entitled to what at every entry of a log, as the owners' rosters and revocations in that
 * log say.
 *
 * <p><b>Guarantees:</b> only owners sign rosters, revocations and policies. Whatever else is signed
 * needs a pair of keys of one signer, on the roster in force at the entry, in a role that covers
 * the predicate type at the entry's log time, and not revoked by that time. A roster counts only if
 * its serial is higher than the last one's, it names that one, and as many people signed it as
 * {@link RosterQuorum} says; all rosters stay in the log and none comes back. A revocation counts
 * whoever of the owners signed it, and for ever.
 *
 * <p>Without a roster the owners hold every role and nobody else any. An owner whose keys a roster
 * lists holds what it grants there, beside rosters, revocations, policies and erasures.
 *
 * <p><b>Does not guarantee</b> that the log's writer told the time truly: witnesses bound that.
 */
public final class SignerRoles {
    private final TrustRoot root;
    private final List<InForce> rosters;
    private final Map<String, Revocation> revocations;

    /**
     * A roster and the entry from which on it is in force.
     *
     * @param index of its entry
     * @param loggedAt the log's time of it
     * @param envelope digest of its envelope
     * @param roster without members where its owner's key turned out to be revoked at its entry: it
     *     counts no more, and none before it comes back
     * @param keepers whom it lists as keepers of the roster
     */
    public record InForce(
            long index, Instant loggedAt, Digest envelope, Roster roster, Set<Person> keepers) {
        public InForce {
            keepers = Set.copyOf(keepers);
        }

        InForce withoutMembers() {
            Roster nobody = new Roster(roster.serial(), roster.previous(), List.of());
            return new InForce(index, loggedAt, envelope, nobody, keepers);
        }
    }

    SignerRoles(TrustRoot root, List<InForce> rosters, Map<String, Revocation> revocations) {
        this.root = root;
        this.rosters = List.copyOf(rosters);
        this.revocations = Map.copyOf(revocations);
    }

    /** The owners alone, who hold every role. */
    public static SignerRoles of(TrustRoot root) {
        return new SignerRoles(root, List.of(), Map.of());
    }

    /** The roster in force at the end of the log, if there is one. */
    public Optional<InForce> current() {
        return rosters.isEmpty() ? Optional.empty() : Optional.of(rosters.getLast());
    }

    /** Every roster that ever was in force, oldest first. */
    public List<InForce> rosters() {
        return rosters;
    }

    /** What is revoked, by the ids of keys. */
    public Map<String, Revocation> revocations() {
        return revocations;
    }

    /** The owners' keys. */
    public TrustRoot root() {
        return root;
    }

    /** Who keeps the roster now: whose signatures the next one needs. */
    public RosterQuorum rosterQuorum() {
        Set<Person> people = new TreeSet<>();
        Optional<Roster> roster = rosterAt(Long.MAX_VALUE);
        root.owners().forEach(owner -> people.add(listed(owner, roster)));
        current().ifPresent(each -> people.addAll(each.keepers()));
        return new RosterQuorum(people);
    }

    private static Person listed(TrustRoot.Owner owner, Optional<Roster> roster) {
        return roster.flatMap(each -> each.holderOf(owner.key()))
                .map(RosterMember::person)
                .orElse(owner.person());
    }

    /**
     * Why a roster would not count, were it logged next; empty if it would.
     *
     * @param envelope the roster, with the signatures it has by now
     */
    public Optional<String> refusalOf(Envelope envelope, Instant now) {
        return switch (new RosterSuccession(this, SignaturePolicy.BOTH).judge(envelope, now)) {
            case RosterSuccession.Outcome.Follows _ -> Optional.empty();
            case RosterSuccession.Outcome.Refused(var _, String why) -> Optional.of(why);
        };
    }

    /** The keepers of the roster in force that signed, with keys that are theirs at that time. */
    Set<Person> keepersWhoSigned(Evidence roster, Instant loggedAt, SignaturePolicy policy) {
        Set<Person> keepers = new TreeSet<>();
        for (Signer signer : signers(roster, rosterAt(Long.MAX_VALUE), policy)) {
            boolean keeps =
                    signer.owner()
                            || signer.grants().stream()
                                    .anyMatch(each -> each.keepsRoster() && each.holdsAt(loggedAt));
            if (keeps && revocation(signer, loggedAt).isEmpty()) {
                keepers.add(signer.person());
            }
        }
        return keepers;
    }

    /** Verifies what owners and everybody that was ever on a roster signed; entitles nobody. */
    public TrustedKeys keys() {
        List<PublicKey> keys = new ArrayList<>(root.publicKeys());
        rosters.forEach(each ->
                each.roster().members().forEach(member -> keys.addAll(member.keys().publicKeys())));
        return TrustedKeys.of(keys);
    }

    /**
     * Whether those who signed were entitled to, had it been logged now, after everything else.
     *
     * @param now the time
     */
    public Entitlement judge(Evidence evidence, Instant now) {
        return judge(evidence, Long.MAX_VALUE, now, SignaturePolicy.BOTH);
    }

    /**
     * Whether those who signed were entitled to.
     *
     * @param index of its entry; only rosters before it count
     * @param loggedAt the log's time of that entry
     * @param policy whether a signer needs both of its keys
     */
    public Entitlement judge(
            Evidence evidence, long index, Instant loggedAt, SignaturePolicy policy) {
        Optional<Roster> roster = rosterAt(index);
        List<SignedBy> entitled = new ArrayList<>();
        List<Entitlement.Refused> refused = new ArrayList<>();
        for (Signer signer : signers(evidence, roster, policy)) {
            switch (judge(signer, evidence.statement().predicateType(), loggedAt)) {
                case Entitlement.Entitled(List<SignedBy> signers) -> entitled.addAll(signers);
                case Entitlement.Refused no -> refused.add(no);
            }
        }
        if (!entitled.isEmpty()) {
            return new Entitlement.Entitled(entitled);
        }
        // The most telling reason first: revoked, then out of its window, then the wrong role.
        return refused.stream()
                .max(java.util.Comparator.comparing(Entitlement.Refused::reason))
                .orElseGet(() -> stranger(evidence, index));
    }

    /** Somebody whose keys, both, signed. */
    private record Signer(
            String key,
            Set<String> keyIds,
            Person person,
            boolean owner,
            boolean listed,
            List<Grant> grants) {}

    private List<Signer> signers(
            Evidence evidence, Optional<Roster> roster, SignaturePolicy policy) {
        List<Signer> signers = new ArrayList<>();
        Set<String> owned = new TreeSet<>();
        for (TrustRoot.Owner owner : root.owners()) {
            owned.addAll(owner.keyIds());
            if (signed(evidence, owner.keyIds(), policy)) {
                Optional<RosterMember> listed = roster.flatMap(r -> r.holderOf(owner.key()));
                signers.add(
                        new Signer(
                                owner.key(),
                                owner.keyIds(),
                                listed(owner, roster),
                                true,
                                listed.isPresent(),
                                listed.map(RosterMember::grants).orElse(List.of())));
            }
        }
        for (RosterMember member : roster.map(Roster::members).orElse(List.of())) {
            Set<String> ids = member.keys().keyIds();
            if (ids.stream().noneMatch(owned::contains) && signed(evidence, ids, policy)) {
                signers.add(
                        new Signer(
                                member.keys().id(),
                                ids,
                                member.person(),
                                false,
                                true,
                                member.grants()));
            }
        }
        return signers;
    }

    private static boolean signed(Evidence evidence, Set<String> ids, SignaturePolicy policy) {
        return switch (policy) {
            case BOTH -> evidence.signers().containsAll(ids);
            case ANY -> ids.stream().anyMatch(evidence.signers()::contains);
        };
    }

    private Entitlement judge(Signer signer, String predicateType, Instant loggedAt) {
        Optional<Revocation> revocation = revocation(signer, loggedAt);
        if (revocation.isPresent()) {
            return revoked(signer, revocation.get(), loggedAt);
        }
        Set<String> roles = new LinkedHashSet<>();
        if (signer.owner() && (OwnerActs.isReserved(predicateType) || !signer.listed())) {
            roles.add(SignedBy.OWNER);
        }
        List<Grant> covering =
                signer.grants().stream().filter(grant -> grant.covers(predicateType)).toList();
        covering.stream()
                .filter(grant -> grant.holdsAt(loggedAt))
                .forEach(grant -> roles.add(grant.role()));
        return roles.isEmpty()
                ? refused(signer, predicateType, covering, loggedAt)
                : new Entitlement.Entitled(
                        List.of(new SignedBy(signer.key(), signer.person(), roles)));
    }

    private Optional<Revocation> revocation(Signer signer, Instant loggedAt) {
        return signer.keyIds().stream()
                .map(revocations::get)
                .filter(Objects::nonNull)
                .filter(each -> !loggedAt.isBefore(each.since()))
                .findFirst();
    }

    private static Entitlement revoked(Signer signer, Revocation revocation, Instant loggedAt) {
        return new Entitlement.Refused(
                Entitlement.Reason.REVOKED,
                "key %s… of %s was revoked since %s (%s), and this was logged at %s"
                        .formatted(
                                revocation.key().substring(0, 12),
                                signer.person(),
                                revocation.since(),
                                revocation.reason().id(),
                                loggedAt));
    }

    private static Entitlement refused(
            Signer signer, String predicateType, List<Grant> covering, Instant loggedAt) {
        String who = "%s (key %s…)".formatted(signer.person(), signer.key().substring(0, 12));
        return covering.isEmpty()
                ? new Entitlement.Refused(
                        Entitlement.Reason.WRONG_ROLE,
                        "%s signed %s at %s, which no role of theirs covers"
                                .formatted(who, predicateType, loggedAt))
                : new Entitlement.Refused(
                        Entitlement.Reason.OUT_OF_WINDOW,
                        "%s signed %s, logged at %s, outside of the role %s"
                                .formatted(who, predicateType, loggedAt, covering.getFirst()));
    }

    private Entitlement.Refused stranger(Evidence evidence, long index) {
        String keys =
                String.join(
                        ", ",
                        evidence.signers().stream()
                                .map(id -> id.substring(0, 12) + "…")
                                .sorted()
                                .toList());
        return new Entitlement.Refused(
                Entitlement.Reason.WRONG_ROLE,
                "no one signer of the roster in force%s signed %s with both keys (keys %s)"
                        .formatted(
                                index == Long.MAX_VALUE ? "" : " at entry " + index,
                                evidence.statement().predicateType(),
                                keys));
    }

    private Optional<Roster> rosterAt(long index) {
        return rosters.reversed().stream()
                .filter(each -> each.index() < index)
                .map(InForce::roster)
                .findFirst();
    }

    /** Of several revocations of a key the one that reaches back furthest counts. */
    static Map<String, Revocation> earliest(List<Revocation> revocations) {
        Map<String, Revocation> byKey = new HashMap<>();
        for (Revocation revocation : revocations) {
            byKey.merge(
                    revocation.key(), revocation, (a, b) -> a.since().isBefore(b.since()) ? a : b);
        }
        return byKey;
    }
}
