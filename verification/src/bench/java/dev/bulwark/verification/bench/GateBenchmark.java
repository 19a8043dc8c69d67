package dev.bulwark.verification.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.LedgerFolders;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.note.VerifierKey;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a gate takes to decide over envelopes that are read and verified. All of them are of the
 * one kind that every demand asks for, and none takes another's place, so each demand weighs each:
 * more than any real policy does. The processor's time is of the deciding thread alone, which others
 * that share the machine do not lengthen. Asserts that it decides rightly, nothing about time.
 */
class GateBenchmark {
    private static final int ENVELOPES = Integer.getInteger("bench.envelopes", 50);
    private static final int DECISIONS = Integer.getInteger("bench.decisions", 5_000);
    private static final String ORIGIN = "example.com/log";
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Subject MODEL = new Subject("model", Digest.of(new byte[] {1}));
    private static final SigningKeys KEYS = SigningKeys.generate();

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir private Path folder;

    private static Envelope envelope(int number) {
        return KEYS.sign(
                PracticeEvidence.of(
                                Practice.AUDIT_TRAIL,
                                Outcome.PASSED,
                                NOW.minusSeconds(60 + number),
                                Json.obj("log", "example.com/log/" + number),
                                Json.obj("entries", 100 + number, "findings", 0, "clean", true),
                                OptionalLong.empty())
                        .about(List.of(MODEL)));
    }

    private VerifiedEvidence verified() {
        try (Ledger ledger =
                Ledger.open(LedgerFolders.in(folder), ORIGIN, KEYS.ed25519(), () -> NOW)) {
            ledger.recordAll(IntStream.range(0, ENVELOPES).mapToObj(n -> envelope(n)).toList());
        }
        return LedgerReader.open(
                        LedgerFolders.in(folder),
                        VerifierKey.ofLog(ORIGIN, KEYS.ed25519().getPublic()))
                .verified(KEYS.trusted());
    }

    private static CompiledPolicy policy(int demands) {
        List<Demand> asked = new ArrayList<>();
        for (int i = 0; i < demands; i++) {
            asked.add(
                    new Demand(
                            "audit-trail",
                            Optional.of("clean && findings == 0 && entries > " + i),
                            Optional.of(Duration.ofDays(30))));
        }
        return switch (CompiledPolicy.compile(
                new GatePolicy("bench", Map.of(Gate.RELEASE, asked)), FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy policy) -> policy;
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new AssertionError(problems);
        };
    }

    @Test
    void decidesOverVerifiedEnvelopes() {
        long start = System.nanoTime();
        VerifiedEvidence verified = verified();
        System.out.printf(
                Locale.ROOT,
                "%d envelopes recorded, read and verified in %.0f ms%n",
                ENVELOPES,
                (System.nanoTime() - start) / 1e6);
        Transition transition =
                new Transition(Gate.RELEASE, List.of(MODEL.digest()), verified, NOW);
        for (int demands : List.of(1, 4, 12)) {
            CompiledPolicy policy = policy(demands);
            String what = "%2d demands, each weighing %d".formatted(demands, ENVELOPES);
            measure(what, DECISIONS, () -> allowed(GateKeeper.decide(transition, policy)));
            measure(
                    what + ", summary signed",
                    Math.max(1, DECISIONS / 5),
                    () -> {
                        GateDecision decision = GateKeeper.decide(transition, policy);
                        allowed(decision);
                        KEYS.sign(VerificationSummary.of(decision, List.of(MODEL), "bench"));
                    });
        }
    }

    private static void allowed(GateDecision decision) {
        assertThat(decision).isInstanceOf(GateDecision.Allow.class);
    }

    private static void measure(String what, int times, Runnable work) {
        long[] clock = new long[times];
        long[] processor = new long[times];
        for (int i = 0; i < times; i++) {
            long before = System.nanoTime();
            long used = THREADS.getCurrentThreadCpuTime();
            work.run();
            processor[i] = THREADS.getCurrentThreadCpuTime() - used;
            clock[i] = System.nanoTime() - before;
        }
        System.out.printf(
                Locale.ROOT,
                "%-45s clock %s; processor %s%n",
                what,
                shown(clock),
                shown(processor));
    }

    private static String shown(long[] nanos) {
        Arrays.sort(nanos);
        return "p50 %.2f ms, p99 %.2f ms, max %.1f ms"
                .formatted(
                        nanos[nanos.length / 2] / 1e6,
                        nanos[(int) (nanos.length * 0.99)] / 1e6,
                        nanos[nanos.length - 1] / 1e6);
    }
}
