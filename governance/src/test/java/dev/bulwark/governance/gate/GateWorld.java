package dev.bulwark.governance.gate;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.LedgerFolders;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A random policy, and evidence by random people on a roster that meets it: real envelopes in a
 * real ledger. The predicates, in {@code predicates.json}, are those of a run of examples/credit.
 */
final class GateWorld {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    static final Instant LOGGED = NOW.minusSeconds(60);
    static final SigningKeys OWNER = SigningKeys.generate();
    static final SigningKeys STRANGER = SigningKeys.generate();
    static final Subject MODEL = new Subject("credit", Digest.of(new byte[] {1}));
    static final Subject DATA = new Subject("german-credit", Digest.of(new byte[] {2}));

    /** On every roster, in a role that covers nothing demanded. */
    static final SigningKeys OUTSIDER = SigningKeys.generate();

    private static final String ORIGIN = "example.com/log";

    /** More keys of the first of {@link #PEOPLE}. */
    static final SigningKeys SECOND_PAIR = SigningKeys.generate();

    static final List<SigningKeys> PEOPLE =
            List.of(SigningKeys.generate(), SigningKeys.generate(), SigningKeys.generate());
    private static final Grant APPROVER =
            new Grant(
                    "approver",
                    List.of(
                            GateException.Kind.WAIVER.predicateType(),
                            GateException.Kind.BREAK_GLASS.predicateType()),
                    LOGGED.minus(Duration.ofDays(1)),
                    Optional.empty());
    private static final Json.Obj PREDICATES = predicates();
    private static final FactVocabulary VOCABULARY = FactVocabulary.shipped();

    private final List<Demand> demands = new ArrayList<>();
    private final Map<String, SigningKeys> signers = new LinkedHashMap<>();
    private final Map<String, Duration> ages = new LinkedHashMap<>();

    GateWorld(RandomGenerator random, int kinds) {
        List<String> names = new ArrayList<>(PREDICATES.members().keySet());
        while (demands.size() < kinds) {
            String kind = names.remove(random.nextInt(names.size()));
            Duration fresh = Duration.ofHours(random.nextInt(2, 720));
            demands.add(
                    new Demand(
                            kind,
                            Optional.of(condition(kind, random)),
                            Optional.of(fresh),
                            random.nextBoolean() ? Set.of(role(kind)) : Set.of(),
                            Optional.empty()));
            signers.put(kind, PEOPLE.get(random.nextInt(PEOPLE.size())));
            ages.put(kind, Duration.ofMinutes(random.nextLong(2, fresh.toMinutes())));
        }
    }

    private static Json.Obj predicates() {
        try (InputStream in = GateWorld.class.getResourceAsStream("predicates.json")) {
            if (in == null) {
                throw new AssertionError("predicates.json is not among the test resources");
            }
            return Json.parseObject(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One to three facts as they are, each in a condition that holds for them. */
    private static String condition(String kind, RandomGenerator random) {
        Map<String, FactVocabulary.Fact> facts = VOCABULARY.of(kind).orElseThrow();
        Map<String, Json> values = PREDICATES.object(kind).object("result").members();
        List<String> names =
                new ArrayList<>(facts.keySet().stream().filter(values::containsKey).toList());
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0 && !names.isEmpty(); i--) {
            String name = names.remove(random.nextInt(names.size()));
            parts.add(
                    switch (values.getOrDefault(name, Json.nil())) {
                        case Json.Bool(boolean yes) -> yes ? name : "!" + name;
                        case Json.Str(String text) -> name + " == '" + text + "'";
                        case Json.Num number ->
                                random.nextBoolean()
                                        ? name + " >= " + (number.asDouble() - 0.01)
                                        : name + " < " + (number.asDouble() + 0.01);
                        default -> "now > timestamp('2020-01-01T00:00:00Z')";
                    });
        }
        return String.join(random.nextBoolean() ? " && " : "&&", parts);
    }

    private static String role(String kind) {
        return "maker-of-" + kind;
    }

    List<String> kinds() {
        return demands.stream().map(Demand::evidence).toList();
    }

    SigningKeys signer(String kind) {
        return signers.getOrDefault(kind, OWNER);
    }

    Duration fresh(String kind) {
        return demands.stream()
                .filter(each -> each.evidence().equals(kind))
                .findFirst()
                .flatMap(Demand::fresh)
                .orElseThrow();
    }

    /** The roster; the roles for {@code ended} are over when evidence is logged. */
    Statement roster(String ended) {
        Map<SigningKeys, List<Grant>> grants = new LinkedHashMap<>();
        PEOPLE.forEach(person -> grants.put(person, new ArrayList<>()));
        signers.forEach((kind, person) ->
                grants.getOrDefault(person, new ArrayList<>())
                        .add(
                                new Grant(
                                        role(kind),
                                        List.of(kind),
                                        LOGGED.minus(Duration.ofDays(1)),
                                        kind.equals(ended)
                                                ? Optional.of(LOGGED)
                                                : Optional.empty())));
        grants.put(SECOND_PAIR, new ArrayList<>());
        for (SigningKeys approver : List.of(PEOPLE.get(0), PEOPLE.get(1), SECOND_PAIR)) {
            grants.getOrDefault(approver, new ArrayList<>()).add(APPROVER);
        }
        List<RosterMember> members = new ArrayList<>();
        grants.forEach((keys, held) ->
                members.add(
                        new RosterMember(
                                new Person(
                                        keys.equals(SECOND_PAIR)
                                                ? "person-0"
                                                : "person-" + members.size()),
                                SignerKeys.of(keys.publicKeys()),
                                held)));
        members.add(
                new RosterMember(
                        new Person("outsider"),
                        SignerKeys.of(OUTSIDER.publicKeys()),
                        List.of(
                                new Grant(
                                        "reader",
                                        List.of("secure-code"),
                                        LOGGED.minus(Duration.ofDays(1)),
                                        Optional.empty()))));
        return new Roster(1, Optional.empty(), members).statement();
    }

    /** A good piece of evidence. */
    Statement statement(String kind) {
        return statement(
                kind,
                Outcome.PASSED,
                NOW.minus(ages.getOrDefault(kind, Duration.ZERO)),
                subject(kind));
    }

    static Subject subject(String kind) {
        return kind.equals("data-integrity") ? DATA : MODEL;
    }

    Statement statement(String kind, Outcome outcome, Instant at, Subject subject) {
        Json.Obj predicate = PREDICATES.object(kind);
        return new PracticeEvidence(
                        kind,
                        outcome,
                        at,
                        predicate.object("settings"),
                        predicate.object("result"),
                        predicate.get("seed").isPresent()
                                ? OptionalLong.of(Long.parseLong(predicate.string("seed")))
                                : OptionalLong.empty())
                .about(List.of(subject));
    }

    Map<String, Envelope> envelopes() {
        Map<String, Envelope> envelopes = new LinkedHashMap<>();
        for (String kind : kinds()) {
            envelopes.put(kind, signer(kind).sign(statement(kind)));
        }
        return envelopes;
    }

    static void record(Path root, List<Envelope> envelopes) {
        try (Ledger ledger =
                Ledger.open(LedgerFolders.in(root), ORIGIN, OWNER.ed25519(), () -> LOGGED)) {
            ledger.recordAll(envelopes);
        }
    }

    static VerifiedEvidence verified(Path root) {
        return LedgerReader.open(
                        LedgerFolders.in(root),
                        VerifierKey.ofLog(ORIGIN, OWNER.ed25519().getPublic()))
                .verified(OWNER.trusted());
    }

    /** Whether the gate lets it pass; a ledger that cannot be read at all lets nothing pass. */
    boolean allows(Path root) {
        VerifiedEvidence verified;
        try {
            verified = verified(root);
        } catch (BulwarkException e) {
            return false;
        }
        return decide(verified).permits();
    }

    GateDecision decide(VerifiedEvidence verified) {
        return decide(verified, ExceptionRules.USUAL, NOW);
    }

    GateDecision decide(VerifiedEvidence verified, ExceptionRules exceptions, Instant now) {
        return GateKeeper.decide(
                new Transition(Gate.RELEASE, List.of(MODEL.digest(), DATA.digest()), verified, now),
                policy(exceptions));
    }

    Demand demand(String kind) {
        return demands.stream()
                .filter(each -> each.evidence().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    CompiledPolicy policy(ExceptionRules exceptions) {
        GatePolicy whole =
                new GatePolicy(
                        "credit",
                        Map.of(Gate.RELEASE, demands),
                        Optional.empty(),
                        Optional.empty(),
                        exceptions);
        return switch (CompiledPolicy.compile(whole, VOCABULARY)) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy policy) -> policy;
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new AssertionError(problems);
        };
    }
}
