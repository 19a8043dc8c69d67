package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A log of envelopes and times, and who may sign what by it. */
final class TrustLog {
    static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    static final SigningKeys OWNER = SigningKeys.generate();
    static final SigningKeys ALICE = SigningKeys.generate();
    static final SigningKeys BOB = SigningKeys.generate();
    static final SigningKeys CYD = SigningKeys.generate();

    private record Entry(Envelope envelope, Instant loggedAt) {}

    private final List<Entry> entries = new ArrayList<>();
    private final TrustRoot root;
    private SignaturePolicy policy = SignaturePolicy.BOTH;
    private Instant now = START;

    TrustLog(SigningKeys... owners) {
        List<PublicKey> keys = new ArrayList<>();
        List.of(owners).forEach(each -> keys.addAll(each.publicKeys()));
        this.root = TrustRoot.of(TrustedKeys.of(keys));
    }

    TrustLog under(SignaturePolicy weaker) {
        this.policy = weaker;
        return this;
    }

    TrustLog after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Instant now() {
        return now;
    }

    static Envelope signed(Statement statement, SigningKeys first, SigningKeys... more) {
        Envelope envelope = first.sign(statement);
        for (Signer each : more) {
            envelope = envelope.countersigned(each);
        }
        return envelope;
    }

    Digest add(Envelope envelope) {
        entries.add(new Entry(envelope, now));
        return envelope.digest();
    }

    Digest add(Statement statement, SigningKeys first, SigningKeys... more) {
        return add(signed(statement, first, more));
    }

    /** The roster after the one in force. */
    Roster next(RosterMember... members) {
        Optional<SignerRoles.InForce> current = roles().current();
        return new Roster(
                current.map(each -> each.roster().serial()).orElse(0L) + 1,
                current.map(SignerRoles.InForce::envelope),
                List.of(members));
    }

    Digest revoke(SigningKeys key, Instant since, SigningKeys by) {
        Revocation revocation = new Revocation(id(key), since, Revocation.Reason.COMPROMISED);
        return add(revocation.statement(), by);
    }

    RosterChain chain() {
        RosterChain chain = new RosterChain(root, policy);
        for (int i = 0; i < entries.size(); i++) {
            chain.add(entries.get(i).envelope(), i, entries.get(i).loggedAt());
        }
        return chain;
    }

    SignerRoles roles() {
        return chain().roles();
    }

    List<RosterChain.Refusal> refusals() {
        RosterChain chain = chain();
        chain.roles();
        return chain.refusals();
    }

    /** Judges a statement of this type, were it logged now. */
    Entitlement judge(String predicateType, SigningKeys first, SigningKeys... more) {
        return judge(signed(statement(predicateType), first, more));
    }

    Entitlement judge(Envelope envelope) {
        SignerRoles roles = roles();
        List<PublicKey> keys = new ArrayList<>(roles.keys().publicKeys());
        List.of(ALICE, BOB, CYD).forEach(each -> keys.addAll(each.publicKeys()));
        return switch (TrustedKeys.of(keys).verify(envelope, policy)) {
            case Verification.Valid(Evidence evidence) ->
                    roles.judge(evidence, Long.MAX_VALUE, now, policy);
            case Verification.Invalid(var reason, String why) ->
                    throw new AssertionError(reason + ": " + why);
        };
    }

    static Statement statement(String predicateType) {
        return new Statement(
                List.of(new Subject("model", Digest.of(new byte[] {1}))),
                predicateType,
                Json.obj("a", 1));
    }

    static String id(SigningKeys keys) {
        return SignerKeys.of(keys.publicKeys()).id();
    }

    static RosterMember member(SigningKeys keys, String person, Grant... grants) {
        return new RosterMember(
                new Person(person), SignerKeys.of(keys.publicKeys()), List.of(grants));
    }

    static Grant may(String... kinds) {
        return new Grant("role", List.of(kinds), START, Optional.empty());
    }

    static Grant keeper() {
        return new Grant("keeper", List.of(OwnerActs.ROSTER), START, Optional.empty());
    }
}
