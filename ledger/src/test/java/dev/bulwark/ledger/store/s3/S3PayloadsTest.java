package dev.bulwark.ledger.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.store.PayloadStore;
import dev.bulwark.ledger.store.PayloadStoreContract;
import dev.bulwark.ledger.store.StoreSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** Against a real server, which verifies the signature of every request. */
class S3PayloadsTest extends PayloadStoreContract {
    private static S3Server server = new S3Server();
    private static int prefixes;

    private final String prefix = "system" + ++prefixes + "/";

    @BeforeAll
    static void start() throws Exception {
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    private static S3Payloads open(URI endpoint, String bucket, String prefix, String secret) {
        return S3Payloads.open(
                new S3Settings(Optional.of(endpoint), bucket, prefix, "us-east-1", true),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.KEY, secret)));
    }

    @Override
    protected PayloadStore store() {
        return open(server.endpoint(), S3Server.BUCKET, prefix, S3Server.SECRET);
    }

    @Override
    protected void put(String name, Bytes content) {
        try (S3Client client = server.client()) {
            client.putObject(
                    each -> each.bucket(S3Server.BUCKET).key(prefix + name),
                    RequestBody.fromBytes(content.toArray()));
        }
    }

    private static void assertRefused(String code, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.getMessage()).doesNotContain(S3Server.SECRET, "wrong-se");
                            assertThat(e.fix()).isNotBlank();
                        });
    }

    @Test
    void refusesWrongCredentialsWithoutSayingThem() {
        assertRefused(
                "EVIDENCE_STORE_DENIED",
                () -> open(server.endpoint(), S3Server.BUCKET, prefix, "wrong-secret"));
    }

    @Test
    void saysThatTheBucketIsMissing() {
        assertRefused(
                "EVIDENCE_BUCKET_MISSING",
                () -> open(server.endpoint(), "nobody-made-this", prefix, S3Server.SECRET));
    }

    @Test
    void neverTakesAServerThatIsDownForAnEmptyStore() throws Exception {
        S3Server second = new S3Server();
        second.start();
        try {
            PayloadStore store = open(second.endpoint(), S3Server.BUCKET, prefix, S3Server.SECRET);
            store.prepare(Map.of(digest(FIRST), FIRST));
            second.stop();
            List<Runnable> actions =
                    List.of(
                            () -> store.commit(List.of(digest(FIRST))),
                            () -> store.read(digest(FIRST)),
                            store::names,
                            () -> store.hasProof(digest(FIRST)),
                            () -> store.erase(digest(FIRST)),
                            () -> store.prepare(Map.of(digest(SECOND), SECOND)));
            for (Runnable action : actions) {
                assertRefused("EVIDENCE_STORE_UNREACHABLE", action);
            }
        } finally {
            second.stop();
        }
    }

    @Test
    void finishesWhatAServerInterruptedHalfWay() {
        store().prepare(Map.of(digest(FIRST), FIRST));
        put(store().name(digest(FIRST)), FIRST); // put, and then nobody was there to clear up
        store().recover(_ -> true);
        assertThat(store().read(digest(FIRST))).isInstanceOf(PayloadStore.Content.Whole.class);
        assertThat(store().readPending(digest(FIRST)))
                .isInstanceOf(PayloadStore.Content.Absent.class);
    }

    @Test
    void erasesEarlierVersionsToo() throws Exception {
        S3Server second = new S3Server();
        second.start();
        try {
            PayloadStore store = open(second.endpoint(), S3Server.BUCKET, prefix, S3Server.SECRET);
            try (S3Client client = second.client()) {
                client.putBucketVersioning(each ->
                        each.bucket(S3Server.BUCKET)
                                .versioningConfiguration(
                                        on -> on.status(BucketVersioningStatus.ENABLED)));
                store.prepare(Map.of(digest(FIRST), FIRST, digest(SECOND), SECOND));
                store.commit(List.of(digest(FIRST), digest(SECOND)));
                store.putProofs(Map.of(digest(FIRST), SECOND));
                store.erase(digest(FIRST));
                assertThat(store.read(digest(FIRST)))
                        .isInstanceOf(PayloadStore.Content.Absent.class);
                ListObjectVersionsResponse left =
                        client.listObjectVersions(each -> each.bucket(S3Server.BUCKET));
                assertThat(left.versions())
                        .extracting(ObjectVersion::key)
                        .isNotEmpty()
                        .noneMatch(key -> key.contains(digest(FIRST).hex()));
            }
        } finally {
            second.stop();
        }
    }

    @Test
    void keepsSystemsWithPrefixesApart() {
        store().prepare(Map.of(digest(FIRST), FIRST));
        store().commit(List.of(digest(FIRST)));
        PayloadStore other = open(server.endpoint(), S3Server.BUCKET, "another/", S3Server.SECRET);
        assertThat(other.names().envelopes()).isEmpty();
        assertThat(other.names().foreign()).isEmpty();
    }

    @Test
    void readsItsSettingsStrictly() {
        S3Settings settings =
                new S3Settings(
                        Optional.of(server.endpoint()), "bucket", "a/b/", "eu-central-1", true);
        assertThat(S3Settings.from(settings.toJson())).isEqualTo(settings);
        Json.Obj json = settings.toJson();
        for (Json.Obj wrong :
                List.of(
                        json.with("endpoint", "http://example.org"),
                        json.with("endpoint", "https://me:secret@example.org"),
                        json.with("endpoint", "file:///tmp"),
                        json.with("bucket", "A"),
                        json.with("prefix", "no-slash"),
                        json.with("prefix", "../up/"),
                        json.with("region", "eu central"),
                        json.with("secretKey", "secret"))) {
            assertThatThrownBy(() -> S3Settings.from(wrong))
                    .as("%s", wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret@"));
        }
        assertThat(new StoreSettings("s3", json)) // found by its kind
                .satisfies(StoreSettings::check);
        assertRefused("EVIDENCE_STORE_UNKNOWN", () -> new StoreSettings("ftp", Json.obj()).check());
    }
}
