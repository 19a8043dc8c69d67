package dev.bulwark.ledger.store.s3;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.store.PayloadStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/**
 * Payloads in a bucket, under the same names as in a folder: {@code sha256/<hex>.json}, {@code
 * sha256/<hex>.tlog-proof}, and {@code pending/<hex>.json} for what is prepared.
 *
 * <p>An object is put only where none is ({@code If-None-Match: *}), and read back and hashed
 * before it counts as committed: the acknowledgement of a service is not enough. An upload that
 * broke off leaves no object. There is no rename, so committing copies and then deletes; a crash in
 * between leaves a prepared copy that {@link #recover} clears.
 */
public final class S3Payloads implements PayloadStore {
    private static final String ENVELOPES = "sha256/";
    private static final String PENDING = "pending/";
    private static final String ENVELOPE_SUFFIX = ".json";
    private static final String PROOF_SUFFIX = ".tlog-proof";

    private final S3Bucket bucket;

    private S3Payloads(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * Opens a bucket with the credentials of the environment or of AWS's credentials file.
     *
     * @throws BulwarkException if it is not there, or may not be read
     */
    public static S3Payloads open(S3Settings settings) {
        return open(
                settings,
                AwsCredentialsProviderChain.of(
                        EnvironmentVariableCredentialsProvider.create(),
                        ProfileCredentialsProvider.create()));
    }

    /** As {@link #open(S3Settings)}, with credentials from elsewhere. */
    public static S3Payloads open(S3Settings settings, AwsCredentialsProvider credentials) {
        S3Bucket bucket = new S3Bucket(settings, credentials);
        bucket.requireThere();
        return new S3Payloads(bucket);
    }

    @Override
    public void prepare(Map<Digest, Bytes> envelopes) {
        envelopes.forEach((digest, bytes) -> {
            if (!(read(digest) instanceof Content.Whole)) {
                bucket.put(pendingName(digest), bytes);
                requireStored(readPending(digest), digest);
            }
        });
    }

    @Override
    public void commit(Collection<Digest> prepared) {
        for (Digest digest : prepared) {
            Content pending = readPending(digest);
            if (pending instanceof Content.Whole(Bytes bytes)) {
                if (!bucket.putNew(name(digest), bytes)
                        && !(read(digest) instanceof Content.Whole)) {
                    bucket.put(name(digest), bytes); // what lies there is damaged
                }
                requireStored(read(digest), digest);
                bucket.delete(pendingName(digest));
            } else if (pending instanceof Content.Damaged) {
                requireStored(read(digest), digest); // what the log names is here or refused
            }
        }
    }

    private void requireStored(Content readBack, Digest digest) {
        if (!(readBack instanceof Content.Whole)) {
            throw new BulwarkException(
                    "EVIDENCE_STORE_FAILED",
                    "evidence store '%s': envelope %s does not come back as it was put"
                            .formatted(bucket.settings().shown(), digest.abbreviated()),
                    "check the service and what stands between; nothing was acknowledged");
        }
    }

    @Override
    public void recover(Predicate<Digest> isLogged) {
        for (String key : bucket.list(PENDING, MOST_ENVELOPES)) {
            Optional<Digest> digest = digest(key, PENDING, ENVELOPE_SUFFIX);
            if (digest.isPresent()
                    && isLogged.test(digest.get())
                    && readPending(digest.get()) instanceof Content.Whole) {
                commit(List.of(digest.get()));
            }
            bucket.delete(key);
        }
    }

    @Override
    public Content read(Digest digest) {
        return whole(bucket.get(name(digest), LARGEST_ENVELOPE), digest);
    }

    @Override
    public Content readPending(Digest digest) {
        return whole(bucket.get(pendingName(digest), LARGEST_ENVELOPE), digest);
    }

    private static Content whole(Content content, Digest digest) {
        if (content instanceof Content.Whole(Bytes bytes) && !Digest.of(bytes).equals(digest)) {
            return new Content.Damaged(
                    "its content is %s, not what its name says"
                            .formatted(Digest.of(bytes).abbreviated()));
        }
        return content;
    }

    @Override
    public Names names() {
        List<Digest> envelopes = new ArrayList<>();
        List<Digest> proofs = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        for (String key : bucket.list("", 3 * MOST_ENVELOPES)) {
            Optional<Digest> envelope = digest(key, ENVELOPES, ENVELOPE_SUFFIX);
            Optional<Digest> proof = digest(key, ENVELOPES, PROOF_SUFFIX);
            envelope.ifPresent(envelopes::add);
            proof.ifPresent(proofs::add);
            if (envelope.isEmpty() && proof.isEmpty() && !key.startsWith(PENDING)) {
                foreign.add(key);
            }
        }
        return new Names(envelopes, proofs, foreign);
    }

    @Override
    public void putProofs(Map<Digest, Bytes> proofs) {
        proofs.forEach((digest, bytes) -> bucket.put(proofName(digest), bytes));
    }

    @Override
    public boolean hasProof(Digest envelope) {
        return bucket.exists(proofName(envelope));
    }

    @Override
    public Content readProof(Digest envelope, int most) {
        return bucket.get(proofName(envelope), most);
    }

    @Override
    public void erase(Digest digest) {
        for (String name : List.of(proofName(digest), pendingName(digest), name(digest))) {
            bucket.delete(name);
            ObjectVersions.deleteAll(bucket, name);
        }
        if (!(read(digest) instanceof Content.Absent)) {
            throw new BulwarkException(
                    "EVIDENCE_STORE_FAILED",
                    "evidence store '%s': envelope %s is still there after it was deleted"
                            .formatted(bucket.settings().shown(), digest.abbreviated()),
                    "check the service and what stands between; erase it again");
        }
    }

    @Override
    public String name(Digest envelope) {
        return ENVELOPES + envelope.hex() + ENVELOPE_SUFFIX;
    }

    @Override
    public String proofName(Digest envelope) {
        return ENVELOPES + envelope.hex() + PROOF_SUFFIX;
    }

    private static String pendingName(Digest digest) {
        return PENDING + digest.hex() + ENVELOPE_SUFFIX;
    }

    private static Optional<Digest> digest(String key, String folder, String suffix) {
        if (!key.startsWith(folder) || !key.endsWith(suffix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Digest(key.substring(folder.length(), key.length() - suffix.length())));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty(); // not the name of a digest
        }
    }
}
