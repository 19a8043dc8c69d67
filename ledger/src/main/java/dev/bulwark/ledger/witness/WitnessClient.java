package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.log.ConsistencyProver;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteSignature;
import dev.bulwark.ledger.note.NoteVerification;
import dev.bulwark.ledger.note.NoteVerifier;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Asks one witness, and believes nothing that it has not signed. Remembers what it cosigned last,
 * so that the first request mostly fits. Thread-safe.
 */
final class WitnessClient {
    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int INCONSISTENT = 422;
    private static final int LONGEST_TEXT = 200;

    private final WitnessEndpoint endpoint;
    private final BoundedHttp http;
    private final InstantSource clock;
    private final AtomicLong lastSize = new AtomicLong();

    WitnessClient(WitnessEndpoint endpoint, BoundedHttp http, InstantSource clock) {
        this.endpoint = endpoint;
        this.http = http;
        this.clock = clock;
    }

    String name() {
        return endpoint.describe();
    }

    /** Submits a checkpoint; on a conflict once more, from the size that the witness tells. */
    Reply ask(SignedCheckpoint signed, ConsistencyProver prover) {
        try {
            long remembered = lastSize.get();
            long oldSize = remembered <= signed.size() ? remembered : 0;
            HttpResponse<byte[]> answer = post(signed, prover, oldSize);
            if (answer.statusCode() == CONFLICT) {
                Optional<Long> told = size(answer.body());
                if (told.isEmpty()) {
                    return failed("it answers 409 without a size");
                }
                if (told.get() > signed.size()) {
                    return new Reply.Ahead(name(), told.get(), held(signed));
                }
                oldSize = told.get();
                answer = post(signed, prover, oldSize);
            }
            return judge(signed, prover, oldSize, answer);
        } catch (BoundedHttp.Unreachable e) {
            return failed(e.reason());
        } catch (BulwarkException e) {
            return failed(e.what());
        } catch (IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private HttpResponse<byte[]> post(
            SignedCheckpoint signed, ConsistencyProver prover, long oldSize)
            throws BoundedHttp.Unreachable {
        byte[] body = new AddCheckpoint(oldSize, prover.from(oldSize), signed.note()).toBytes();
        return http.send(
                HttpRequest.newBuilder(endpoint.submission())
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    private Reply judge(
            SignedCheckpoint signed,
            ConsistencyProver prover,
            long oldSize,
            HttpResponse<byte[]> answer) {
        return switch (answer.statusCode()) {
            case OK -> cosigned(signed, answer.body());
            case INCONSISTENT ->
                    forked(signed, prover, "it refuses the proof: " + text(answer.body()));
            case CONFLICT -> {
                long told = size(answer.body()).orElse(-1L);
                if (told > signed.size()) {
                    yield new Reply.Ahead(name(), told, held(signed));
                }
                // Some witnesses say so of another root under the same size.
                yield told == oldSize && oldSize == signed.size()
                        ? forked(signed, prover, "it cosigned another tree of this size")
                        : failed(
                                "its size changed meanwhile: does a second process write this"
                                        + " log?");
            }
            default ->
                    failed("it answers %d: %s".formatted(answer.statusCode(), text(answer.body())));
        };
    }

    private Reply cosigned(SignedCheckpoint signed, byte[] lines) {
        SignedNote note = SignedNote.parse(joined(signed.note().toArray(), lines));
        List<VerifierKey> keys = endpoint.keys();
        switch (new NoteVerifier(keys).verify(note)) {
            case NoteVerification.Refused(String why) -> {
                return failed("its cosignature is not believed: " + why);
            }
            case NoteVerification.Verified _ -> {}
        }
        long latest = clock.instant().plus(TrustPolicy.CLOCK_SKEW).getEpochSecond();
        Map<VerifierKey, NoteSignature> first = new LinkedHashMap<>();
        for (NoteSignature each : note.signatures()) {
            Optional<VerifierKey> key = keys.stream().filter(k -> isNamed(k, each)).findFirst();
            if (key.isPresent()) {
                long time = ByteBuffer.wrap(each.value().toArray()).getLong();
                if (time <= 0 || time > latest) {
                    return failed(
                            "its cosignature has the time %d, which is %s"
                                    .formatted(time, time <= 0 ? "none" : "in the future"));
                }
                first.putIfAbsent(key.get(), each);
            }
        }
        lastSize.set(signed.size());
        return new Reply.Cosigned(name(), List.copyOf(first.values()));
    }

    private static boolean isNamed(VerifierKey key, NoteSignature signature) {
        return key.id() == signature.keyId() && key.name().equals(signature.name());
    }

    private static byte[] joined(byte[] note, byte[] lines) {
        byte[] all = java.util.Arrays.copyOf(note, note.length + lines.length);
        System.arraycopy(lines, 0, all, note.length, lines.length);
        return all;
    }

    /** Looks at what the witness cosigned last, submitting nothing. */
    Reply compare(SignedCheckpoint signed, Predicate<SignedCheckpoint> contains) {
        try {
            Optional<SignedCheckpoint> held = held(signed);
            if (held.isEmpty()) {
                return failed("it shows no checkpoint of this log");
            }
            if (held.get().size() > signed.size()) {
                return new Reply.Ahead(name(), held.get().size(), held);
            }
            return held.get().size() == 0 || contains.test(held.get())
                    ? new Reply.Cosigned(name(), List.of())
                    : new Reply.Forked(name(), "it cosigned another history", held);
        } catch (BulwarkException e) {
            return failed(e.what());
        }
    }

    /** Whether the witness has proof of what it says: a checkpoint that this log signed. */
    private Reply forked(SignedCheckpoint signed, ConsistencyProver prover, String why) {
        Optional<SignedCheckpoint> held =
                held(signed).filter(other -> !extended(signed, prover, other));
        return new Reply.Forked(name(), why, held);
    }

    private static boolean extended(
            SignedCheckpoint signed, ConsistencyProver prover, SignedCheckpoint other) {
        return other.size() == 0
                || (other.size() <= signed.size()
                        && MerkleVerifier.consistency(
                                        other.size(),
                                        signed.size(),
                                        other.root(),
                                        signed.root(),
                                        prover.from(other.size()))
                                .isProven());
    }

    /** What the witness cosigned last, if it can be had and this log signed it. */
    Optional<SignedCheckpoint> held(SignedCheckpoint signed) {
        String origin = signed.checkpoint().origin();
        try {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(endpoint.monitoring(origin)).GET());
            if (answer.statusCode() != OK) {
                return Optional.empty();
            }
            return switch (SignedCheckpoint.verify(answer.body(), logKeys(signed), List.of())) {
                case CheckpointVerification.Valid(SignedCheckpoint valid) -> Optional.of(valid);
                case CheckpointVerification.Refused _ -> Optional.empty();
            };
        } catch (BoundedHttp.Unreachable e) {
            return Optional.empty(); // no proof, then; the claim itself is reported
        }
    }

    static List<VerifierKey> logKeys(SignedCheckpoint signed) {
        String origin = signed.checkpoint().origin();
        return signed.signers().stream().filter(key -> key.name().equals(origin)).toList();
    }

    private static Optional<Long> size(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return text.endsWith("\n")
                ? Checkpoint.parseDecimal(text.substring(0, text.length() - 1))
                : Optional.empty();
    }

    /** What a witness says, as far as it can stand in a message. */
    private static String text(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        String head = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        return head.replaceAll("\\p{C}", " ");
    }

    private Reply failed(String why) {
        return new Reply.Failed(name(), why);
    }
}
