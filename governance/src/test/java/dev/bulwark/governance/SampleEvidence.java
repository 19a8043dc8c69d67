package dev.bulwark.governance;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.BrokenEvidence;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Entitlement;
import dev.bulwark.ledger.trust.SignedBy;
import dev.bulwark.ledger.trust.SignerRoles;
import dev.bulwark.ledger.trust.Standing;
import dev.bulwark.ledger.trust.TrustRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Evidence of a credit model, of the form that the stages of the path leave. The results, in {@code
 * sample-results.json}, are made up.
 */
public final class SampleEvidence {
    public static final SigningKeys KEYS = SigningKeys.generate();
    public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    public static final Subject MODEL = new Subject("credit", Digest.of(new byte[] {1}));
    public static final Subject DATA = new Subject("german-credit", Digest.of(new byte[] {2}));

    private static final String PROVENANCE = "provenance";
    private static final long SEED = 20261101L;

    private SampleEvidence() {}

    /** Signs and verifies a statement. */
    public static Evidence signed(SigningKeys keys, Statement statement) {
        return switch (keys.trusted().verify(keys.sign(statement))) {
            case Verification.Valid(Evidence evidence) -> evidence;
            case Verification.Invalid invalid -> throw new AssertionError(invalid);
        };
    }

    /** Everything, signed by {@code keys} at {@code at}; one group is named as given. */
    public static List<Evidence> all(SigningKeys keys, Instant at, String firstGroup) {
        List<Evidence> evidence = new ArrayList<>();
        Json.Obj results = results(firstGroup);
        for (String kind : results.members().keySet()) {
            Json.Obj result = results.object(kind);
            evidence.add(
                    signed(
                            keys,
                            kind.equals(PROVENANCE)
                                    ? provenance(at, result)
                                    : statement(kind, at, result)));
        }
        return List.copyOf(evidence);
    }

    /** Everything, signed a minute ago. */
    public static List<Evidence> all() {
        return all(KEYS, NOW.minusSeconds(60), "female");
    }

    /** A passed practice of the model. */
    public static Statement of(String kind, Instant at, Json.Obj result, OptionalLong seed) {
        return new PracticeEvidence(kind, Outcome.PASSED, at, Json.obj(), result, seed)
                .about(List.of(MODEL));
    }

    private static Statement statement(String kind, Instant at, Json.Obj result) {
        if (kind.equals(Practice.DATA_INTEGRITY.id())) {
            return new PracticeEvidence(
                            kind, Outcome.PASSED, at, Json.obj(), result, OptionalLong.empty())
                    .about(List.of(DATA));
        }
        boolean drawn = kind.equals(Practice.REGULARIZATION.id());
        return of(kind, at, result, drawn ? OptionalLong.of(SEED) : OptionalLong.empty());
    }

    private static Statement provenance(Instant at, Json.Obj predicate) {
        Json.Obj details =
                predicate
                        .object("runDetails")
                        .with("metadata", Json.obj("finishedOn", at.toString()));
        return new Statement(
                List.of(MODEL),
                "https://slsa.dev/provenance/v1",
                predicate.with("runDetails", details));
    }

    /**
     * A ledger's reading of this evidence: logged in this order as soon as it was made, by one
     * owner.
     *
     * @param broken names of files that are damaged
     */
    public static VerifiedEvidence verified(
            SigningKeys keys, List<Evidence> evidence, List<String> broken) {
        Map<Digest, Standing> standings = new HashMap<>();
        TrustRoot root = TrustRoot.of(keys.trusted());
        SignerRoles roles = SignerRoles.of(root);
        for (Evidence each : evidence) {
            SignedBy owner =
                    switch (roles.judge(each, NOW)) {
                        case Entitlement.Entitled(List<SignedBy> signers) -> signers.getFirst();
                        case Entitlement.Refused refused -> throw new AssertionError(refused);
                    };
            standings.put(
                    each.digest(),
                    new Standing(
                            standings.size(),
                            each.at().filter(NOW::isAfter).orElse(NOW),
                            List.of(owner)));
        }
        return new VerifiedEvidence(
                evidence,
                standings,
                broken.stream()
                        .map(file ->
                                new BrokenEvidence(file, BrokenEvidence.Flaw.DAMAGED, "damaged"))
                        .toList(),
                roles);
    }

    private static Json.Obj results(String firstGroup) {
        try (InputStream in = SampleEvidence.class.getResourceAsStream("sample-results.json")) {
            if (in == null) {
                throw new AssertionError("sample-results.json is not among the test resources");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String name = new String(Json.of(firstGroup).canonical(), StandardCharsets.UTF_8);
            return Json.parseObject(
                    text.replace("\"female\"", name).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
