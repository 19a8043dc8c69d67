package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Signed evidence, and ledgers to put it in. */
public final class EvidenceFixture {
    public static final SigningKeys KEYS = SigningKeys.generate();
    public static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-01T12:00:00Z"));

    private static final Json NONE = Json.arr(List.of());

    private EvidenceFixture() {}

    public static Ledger open(Path root) {
        return Ledger.open(LedgerFolders.in(root), TestKeys.ORIGIN, KEYS.ed25519(), CLOCK);
    }

    public static LedgerReader reader(Path root) {
        return LedgerReader.open(LedgerFolders.in(root), TestKeys.verifier(KEYS.ed25519()));
    }

    static LedgerCheck fsck(Path root) {
        return LedgerFsck.check(LedgerFolders.in(root), TestKeys.verifier(KEYS.ed25519()));
    }

    public static Digest model(String name) {
        return Digest.of(name.getBytes(StandardCharsets.UTF_8));
    }

    public static Envelope envelope(
            SigningKeys keys, Practice practice, String model, long number) {
        PracticeEvidence evidence =
                PracticeEvidence.of(
                        practice,
                        Outcome.PASSED,
                        CLOCK.instant(),
                        settings(practice),
                        result(practice, number),
                        OptionalLong.empty());
        return keys.sign(evidence.about(List.of(new Subject(model, model(model)))));
    }

    private static Json.Obj settings(Practice practice) {
        return switch (practice) {
            case SIGNING ->
                    Json.obj("standard", "OMS", "serialization", "files", "ignored_paths", NONE);
            case AUDIT_TRAIL -> Json.obj("log", "example.com/log");
            case BIAS_AUDIT ->
                    Json.obj(
                            "confidence",
                            0.95,
                            "references",
                            Json.obj(),
                            "small_group",
                            30,
                            "intersections",
                            1);
            default -> throw new IllegalArgumentException("no fixture for " + practice);
        };
    }

    private static Json.Obj result(Practice practice, long number) {
        return switch (practice) {
            case SIGNING -> signature(number);
            case AUDIT_TRAIL -> Json.obj("entries", number, "findings", 0, "clean", true);
            case BIAS_AUDIT -> fairness(number);
            default -> throw new IllegalArgumentException("no fixture for " + practice);
        };
    }

    private static Json.Obj fairness(long number) {
        return Json.obj(
                "audited",
                "model",
                "favourable",
                "good",
                "n",
                number,
                "groups",
                0,
                "smallest_group_n",
                0,
                "small_groups",
                0,
                "empty_groups",
                0,
                "four_fifths",
                "inconclusive",
                "definitions",
                Json.obj(),
                "attributes",
                NONE);
    }

    private static Json.Obj signature(long number) {
        Digest digest = model("signed");
        return Json.obj(
                "method",
                "key",
                "algorithm",
                "ecdsa-p256-sha256",
                "root_digest",
                digest,
                "bundle_digest",
                digest,
                "envelope_digest",
                digest,
                "post_quantum",
                true,
                "files",
                1,
                "bytes",
                number,
                "unsigned_files",
                0,
                "warnings",
                0);
    }

    public static List<Envelope> envelopes(int count) {
        List<Envelope> envelopes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            envelopes.add(envelope(KEYS, Practice.SIGNING, "credit", i));
        }
        return envelopes;
    }
}
