package dev.bulwark.ledger.log;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What the log says of one envelope: digests and names, never its content, so that a payload can be
 * erased and the log stays whole.
 *
 * @param predicateType of the statement, 1 to {@value #LONGEST_PREDICATE_TYPE} characters
 * @param subjects digests of what it speaks of, each once, the first {@value #MOST_SUBJECTS}
 * @param subjectsLeftOut how many further subjects did not fit; the envelope names them
 * @param envelope SHA-256 of the envelope's canonical bytes
 * @param signers ids of the keys under the envelope, as it claims them
 * @param time when it was logged, as the writer says; kept to the second
 */
public record LogEntry(
        String predicateType,
        List<Digest> subjects,
        int subjectsLeftOut,
        Digest envelope,
        List<String> signers,
        Instant time) {
    /** The version in every entry. */
    public static final int VERSION = 1;

    /** Largest entry in bytes. */
    public static final int LARGEST = 8 * 1024;

    /** As many digests as surely fit. */
    public static final int MOST_SUBJECTS = 64;

    /** Longer ones are no type URI. */
    public static final int LONGEST_PREDICATE_TYPE = 256;

    private static final int LONGEST_SIGNER = 64;
    private static final Set<String> MEMBERS =
            Set.of(
                    "v",
                    "predicateType",
                    "subjects",
                    "subjectsLeftOut",
                    "envelope",
                    "signers",
                    "time");

    public LogEntry {
        subjects = List.copyOf(subjects);
        signers = List.copyOf(signers);
        time = time.truncatedTo(ChronoUnit.SECONDS);
        Objects.requireNonNull(envelope);
        if (predicateType.isEmpty() || predicateType.length() > LONGEST_PREDICATE_TYPE) {
            throw new IllegalArgumentException(
                    "a predicate type has 1 to %d characters, but got %d"
                            .formatted(LONGEST_PREDICATE_TYPE, predicateType.length()));
        }
        if (subjects.isEmpty() || subjects.size() > MOST_SUBJECTS || subjectsLeftOut < 0) {
            throw new IllegalArgumentException(
                    "an entry lists 1 to %d subjects, but got %d (%d left out)"
                            .formatted(MOST_SUBJECTS, subjects.size(), subjectsLeftOut));
        }
        if (signers.size() > Envelope.MOST_SIGNATURES
                || signers.stream().anyMatch(signer -> signer.length() > LONGEST_SIGNER)) {
            throw new IllegalArgumentException(
                    "an entry names at most %d signers of %d characters"
                            .formatted(Envelope.MOST_SIGNATURES, LONGEST_SIGNER));
        }
    }

    /**
     * The entry for an envelope.
     *
     * @throws BulwarkException if the envelope holds no statement that can be logged
     */
    public static LogEntry of(Envelope envelope, Instant now) {
        if (!envelope.payloadType().equals(Statement.PAYLOAD_TYPE)) {
            throw notLoggable("its payload type is not " + Statement.PAYLOAD_TYPE);
        }
        Statement statement = Statement.parse(envelope.payload().toArray());
        Set<Digest> digests = new LinkedHashSet<>();
        for (Subject subject : statement.subjects()) {
            digests.add(subject.digest());
        }
        List<Digest> listed = digests.stream().limit(MOST_SUBJECTS).toList();
        List<String> signers =
                envelope.signatures().stream().map(Envelope.Signature::keyId).toList();
        try {
            return new LogEntry(
                    statement.predicateType(),
                    listed,
                    digests.size() - listed.size(),
                    envelope.digest(),
                    signers,
                    now);
        } catch (IllegalArgumentException e) {
            throw notLoggable(String.valueOf(e.getMessage()));
        }
    }

    private static BulwarkException notLoggable(String why) {
        return new LedgerException(
                "LEDGER_NOT_LOGGABLE",
                "the envelope cannot be logged: " + why,
                "log envelopes of in-toto statements, signed by Bulwark's keys");
    }

    /** Canonical JSON: the bytes that are logged. */
    public byte[] toBytes() {
        Json.Obj json =
                Json.obj(
                        "v",
                        VERSION,
                        "predicateType",
                        predicateType,
                        "subjects",
                        Json.arr(subjects),
                        "envelope",
                        envelope,
                        "signers",
                        Json.arr(signers),
                        "time",
                        time.toString());
        byte[] bytes =
                (subjectsLeftOut == 0 ? json : json.with("subjectsLeftOut", subjectsLeftOut))
                        .canonical();
        if (bytes.length > LARGEST) {
            throw notLoggable(
                    "its entry would have %d bytes, at most %d are logged"
                            .formatted(bytes.length, LARGEST));
        }
        return bytes;
    }

    /**
     * Reads an entry strictly: canonical JSON of version 1, nothing besides.
     *
     * @throws BulwarkException if it is anything else
     */
    public static LogEntry parse(byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw malformed("it has %d bytes, at most %d".formatted(bytes.length, LARGEST));
        }
        Json.Obj json = Json.parseObject(bytes);
        if (!MEMBERS.containsAll(json.members().keySet()) || json.integer("v") != VERSION) {
            throw malformed("it is not of version " + VERSION);
        }
        try {
            List<Digest> subjects = new ArrayList<>();
            for (String subject : json.strings("subjects")) {
                subjects.add(Digest.parse(subject));
            }
            LogEntry entry =
                    new LogEntry(
                            json.string("predicateType"),
                            subjects,
                            leftOut(json),
                            Digest.parse(json.string("envelope")),
                            json.strings("signers"),
                            Instant.parse(json.string("time")));
            if (!java.util.Arrays.equals(entry.toBytes(), bytes)) {
                throw malformed("it is not in canonical form");
            }
            return entry;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static int leftOut(Json.Obj json) {
        return json.get("subjectsLeftOut").isPresent()
                ? Math.toIntExact(json.integer("subjectsLeftOut"))
                : 0;
    }

    private static LedgerException malformed(String why) {
        return LedgerException.damaged("the log entry cannot be read: " + why);
    }
}
