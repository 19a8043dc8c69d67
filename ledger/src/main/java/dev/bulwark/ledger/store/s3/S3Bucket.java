package dev.bulwark.ledger.store.s3;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.store.PayloadStore.Content;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket's objects by key, within bounds; every failure says what to do and no secret. */
final class S3Bucket {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration ATTEMPT = Duration.ofMinutes(2);

    /** All attempts of one call. */
    private static final Duration CALL = Duration.ofMinutes(5);

    /** Of a list: services put up to 1,000 objects on each, and some put fewer. */
    private static final int MOST_PAGES = 100_000;

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int EXISTS = 412;

    private final S3Settings settings;
    private final S3Client client;

    S3Bucket(S3Settings settings, AwsCredentialsProvider credentials) {
        this.settings = settings;
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(READ))
                        .overrideConfiguration(
                                each -> each.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
                        .credentialsProvider(credentials)
                        .region(Region.of(settings.region()))
                        .forcePathStyle(settings.pathStyle())
                        // We hash all content ourselves; not every service knows these.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        settings.endpoint().ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    /** Refuses now what would fail later: no bucket, no right to it, nobody there. */
    void requireThere() {
        call(
                "the bucket cannot be read",
                () -> client.listObjectsV2(each -> request(each).maxKeys(1)));
    }

    /** Says whether it was put; not if something lies there already. */
    boolean putNew(String key, Bytes content) {
        try {
            client.putObject(
                    each -> each.bucket(settings.bucket()).key(key(key)).ifNoneMatch("*"),
                    RequestBody.fromBytes(content.toArray()));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == EXISTS || e.statusCode() == CONFLICT) {
                return false;
            }
            throw failed("an object cannot be put", e);
        } catch (SdkClientException e) {
            throw unreachable("an object cannot be put", e);
        }
    }

    void put(String key, Bytes content) {
        call(
                "an object cannot be put",
                () ->
                        client.putObject(
                                each -> each.bucket(settings.bucket()).key(key(key)),
                                RequestBody.fromBytes(content.toArray())));
    }

    Content get(String key, int most) {
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(each -> each.bucket(settings.bucket()).key(key(key)))) {
            // What it says of its length is a hint: a larger one is not even begun.
            Long length = in.response().contentLength();
            if (length != null && length > most) {
                in.abort();
                return tooLarge(most);
            }
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                in.abort();
                return tooLarge(most);
            }
            return new Content.Whole(Bytes.of(bytes));
        } catch (NoSuchKeyException e) { // not any 404: that may be of who stands in between
            return new Content.Absent();
        } catch (S3Exception e) {
            throw failed("an object cannot be read", e);
        } catch (SdkClientException e) {
            throw unreachable("an object cannot be read", e);
        } catch (IOException e) {
            throw unreachable("an object broke off while it was read", e);
        }
    }

    private static Content tooLarge(int most) {
        return new Content.Damaged("it has more than %d bytes".formatted(most));
    }

    boolean exists(String key) {
        try {
            client.headObject(each -> each.bucket(settings.bucket()).key(key(key)));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw failed("an object cannot be looked at", e);
        } catch (SdkClientException e) {
            throw unreachable("an object cannot be looked at", e);
        }
    }

    /** Deletes an object; where the bucket keeps versions, hides it. */
    void delete(String key) {
        call(
                "an object cannot be deleted",
                () -> client.deleteObject(each -> each.bucket(settings.bucket()).key(key(key))));
    }

    /** Keys under a folder, without the prefix; sorted. */
    List<String> list(String folder, int most) {
        List<String> keys = new ArrayList<>();
        String token = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            ListObjectsV2Response found = page(folder, token);
            for (S3Object object : found.contents()) {
                if (keys.size() == most || !object.key().startsWith(key(folder))) {
                    throw unlisted(folder, most);
                }
                keys.add(object.key().substring(settings.prefix().length()));
            }
            if (!Boolean.TRUE.equals(found.isTruncated())) {
                return keys.stream().sorted().toList();
            }
            token = Objects.requireNonNullElse(found.nextContinuationToken(), "");
            if (token.isEmpty()) {
                break; // more, and no way to ask for it
            }
        }
        throw unlisted(folder, most);
    }

    private ListObjectsV2Response page(String folder, String token) {
        return call(
                "the bucket cannot be listed",
                () ->
                        client.listObjectsV2(each -> {
                            request(each).prefix(key(folder));
                            if (!token.isEmpty()) {
                                each.continuationToken(token);
                            }
                        }));
    }

    S3Client client() {
        return client;
    }

    S3Settings settings() {
        return settings;
    }

    String key(String key) {
        return settings.prefix() + key;
    }

    private ListObjectsV2Request.Builder request(ListObjectsV2Request.Builder builder) {
        return builder.bucket(settings.bucket()).prefix(settings.prefix());
    }

    private BulwarkException unlisted(String folder, int most) {
        return new BulwarkException(
                "EVIDENCE_STORE_FAILED",
                "'%s%s' lists more than %d objects, or others, or has no end"
                        .formatted(settings.shown(), folder, most),
                "give each system a prefix of its own, and check the service");
    }

    <T> T call(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (S3Exception e) {
            throw failed(what, e);
        } catch (SdkClientException e) {
            throw unreachable(what, e);
        }
    }

    private static boolean isBucketMissing(S3Exception e) {
        return "NoSuchBucket".equals(code(e));
    }

    private static String code(S3Exception e) {
        return e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    }

    /** Says the service's own code and status: its text may quote what we sent. */
    private BulwarkException failed(String what, S3Exception e) {
        int status = e.statusCode();
        String fix =
                isBucketMissing(e)
                        ? "create the bucket, or name another with 'bulwark ledger store'"
                        : status == 401 || status == 403
                                ? "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the file"
                                        + " they are in, and what that key may do with the bucket"
                                : "check the service; what was not acknowledged is done again when"
                                        + " the ledger is opened";
        return new BulwarkException(
                isBucketMissing(e)
                        ? "EVIDENCE_BUCKET_MISSING"
                        : status == 401 || status == 403
                                ? "EVIDENCE_STORE_DENIED"
                                : "EVIDENCE_STORE_FAILED",
                "evidence store '%s': %s (%s, status %d)"
                        .formatted(settings.shown(), what, code(e), status),
                fix,
                e);
    }

    private BulwarkException unreachable(String what, Exception e) {
        return new BulwarkException(
                "EVIDENCE_STORE_UNREACHABLE",
                "evidence store '%s': %s (%s)"
                        .formatted(settings.shown(), what, e.getClass().getSimpleName()),
                "check endpoint, network and credentials; what was not acknowledged is done again"
                        + " when the ledger is opened",
                e);
    }
}
