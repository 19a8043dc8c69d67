package dev.bulwark.ledger.policy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteException;
import dev.bulwark.ledger.note.NoteSignature;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which logs are believed, and whose cosignatures make a checkpoint one that was not shown to the
 * reader alone.
 *
 * <p><b>Guarantees:</b> {@link #verify} accepts only what a listed log signed and the quorum
 * cosigned, each of them with a key of this policy, at a time that is not in the future.
 *
 * <p><b>Does not guarantee</b> anything against the log's operator where the quorum is {@code none}
 * or where the operator holds the witnesses' keys too.
 *
 * @param logs none where the log is known from elsewhere
 * @see <a href="https://c2sp.org/tlog-policy">C2SP tlog-policy</a>
 */
public record TrustPolicy(List<PolicyLog> logs, List<PolicyWitness> witnesses, Quorum quorum) {
    /** Clocks differ; a cosignature from further ahead than this is not of now. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    /** Larger files are no policies. */
    public static final int LARGEST_IN_BYTES = PolicyLines.LARGEST_IN_BYTES;

    public TrustPolicy {
        logs = List.copyOf(logs);
        witnesses = List.copyOf(witnesses);
        Objects.requireNonNull(quorum);
    }

    /**
     * Reads a policy strictly.
     *
     * @throws PolicyException with every problem, each with its line
     */
    public static TrustPolicy parse(byte[] file) {
        return PolicyParser.parse(file);
    }

    /**
     * Reads a policy file.
     *
     * @throws BulwarkException if it cannot be read or is malformed
     */
    public static TrustPolicy read(Path file) {
        try (var in = Files.newInputStream(file)) {
            return parse(in.readNBytes(LARGEST_IN_BYTES + 1));
        } catch (IOException e) {
            throw new BulwarkException(
                    "POLICY_UNREADABLE",
                    "the policy '%s' cannot be read (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    "name a policy file (c2sp.org/tlog-policy) that is there and may be read",
                    e);
        }
    }

    /**
     * This policy for one log alone. A policy without logs leaves open which one is meant.
     *
     * @throws PolicyException if the policy lists logs and this is none of them
     */
    public TrustPolicy forLog(VerifierKey log) {
        List<PolicyLog> listed =
                logs.stream().filter(each -> each.key().name().equals(log.name())).toList();
        if (logs.isEmpty()) {
            return new TrustPolicy(List.of(new PolicyLog(log, "")), witnesses, quorum);
        }
        if (listed.stream().noneMatch(each -> each.key().equals(log))) {
            throw PolicyException.foreignLog(log.vkey());
        }
        return new TrustPolicy(listed, witnesses, quorum);
    }

    /** Whether any witness is asked for. */
    public boolean asksWitnesses() {
        return !(quorum instanceof Quorum.None);
    }

    /**
     * Judges a checkpoint.
     *
     * @param note a signed note, verbatim
     * @param now cosignatures from after this are refused, {@link #CLOCK_SKEW} allowed for
     */
    public PolicyVerdict verify(byte[] note, Instant now) {
        String origin;
        try {
            origin = Checkpoint.claimedOrigin(note);
        } catch (NoteException e) {
            return new PolicyVerdict.Refused(e.what());
        }
        List<VerifierKey> logKeys =
                logs.stream().map(PolicyLog::key).filter(key -> key.name().equals(origin)).toList();
        if (logKeys.isEmpty()) {
            return new PolicyVerdict.Refused("the policy lists no log '" + origin + "'");
        }
        List<VerifierKey> cosigners = witnesses.stream().map(PolicyWitness::key).toList();
        return switch (SignedCheckpoint.verify(note, logKeys, cosigners)) {
            case CheckpointVerification.Refused(String why) -> new PolicyVerdict.Refused(why);
            case CheckpointVerification.Valid(SignedCheckpoint valid) -> judge(valid, now);
        };
    }

    private PolicyVerdict judge(SignedCheckpoint checkpoint, Instant now) {
        Set<String> cosigned = cosignedBy(checkpoint, now);
        if (!quorum.isReached(cosigned)) {
            return new PolicyVerdict.Refused(
                    "the quorum %s is not reached: cosigned by %s"
                            .formatted(
                                    shown(quorum.describe()),
                                    cosigned.isEmpty() ? "nobody" : names(cosigned)));
        }
        return new PolicyVerdict.Accepted(
                checkpoint,
                cosigned.stream().map(TrustPolicy::shown).toList(),
                shown(quorum.describe()),
                asksWitnesses());
    }

    /** The names of the witnesses whose cosignature counts. */
    private Set<String> cosignedBy(SignedCheckpoint checkpoint, Instant now) {
        long latest = now.plus(CLOCK_SKEW).getEpochSecond();
        List<NoteSignature> signatures = SignedNote.parse(checkpoint.note().toArray()).signatures();
        Set<String> cosigned = new LinkedHashSet<>();
        for (PolicyWitness witness : witnesses) {
            boolean counts =
                    checkpoint.signers().contains(witness.key())
                            && signatures.stream()
                                    .filter(each -> isOf(each, witness.key()))
                                    .anyMatch(each -> isTimely(each, latest));
            if (counts) {
                cosigned.add(witness.name());
            }
        }
        return cosigned;
    }

    /** Verified already: whatever has a known key's name and id holds. */
    private static boolean isOf(NoteSignature signature, VerifierKey key) {
        return signature.keyId() == key.id() && signature.name().equals(key.name());
    }

    private static boolean isTimely(NoteSignature signature, long latest) {
        long time = ByteBuffer.wrap(signature.value().toArray()).getLong();
        return time > 0 && time <= latest;
    }

    private static String names(Set<String> names) {
        List<String> shown = new ArrayList<>();
        names.forEach(name -> shown.add(shown(name)));
        return String.join(", ", shown);
    }

    /** A name of octets, as people read it. */
    public static String shown(String octets) {
        return PolicyLines.utf8(octets).replaceAll("\\p{C}", "?");
    }
}
