package dev.bulwark.ledger.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.store.PayloadStore.Content;
import dev.bulwark.ledger.store.s3.ScriptedService.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against services that fail, lie or never end. */
class S3FaultTest {
    private static final String TEXT = "first";
    private static final Bytes CONTENT = Bytes.of(TEXT.getBytes(StandardCharsets.UTF_8));
    private static final Digest DIGEST = Digest.of(CONTENT);
    private static final String PENDING = "/p/pending/" + DIGEST.hex() + ".json";
    private static final String COMMITTED = "/p/sha256/" + DIGEST.hex() + ".json";
    private static final String FAILED = "EVIDENCE_STORE_FAILED";

    private ScriptedService service;
    private S3Payloads store;

    @BeforeEach
    void start() throws IOException {
        service = new ScriptedService();
        store = service.open();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void refused(String code, Runnable action, Script script) {
        service.script = script;
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.what()).contains("s3://bucket/p/");
                        });
        service.script = _ -> Optional.empty();
    }

    private static String listed(String more, String... keys) {
        StringBuilder text = new StringBuilder("<ListBucketResult>");
        for (String key : keys) {
            text.append("<Contents><Key>").append(key).append("</Key></Contents>");
        }
        return text.append(more).append("</ListBucketResult>").toString();
    }

    private static Script on(String part, Optional<ScriptedService.Answer> answer) {
        return request -> request.contains(part) ? answer : Optional.empty();
    }

    private static Script holding(String part) {
        return request ->
                request.startsWith("GET") && request.contains(part)
                        ? ScriptedService.of(200, TEXT)
                        : Optional.empty();
    }

    @Test
    void readsWhatTheServiceHolds() {
        service.script = holding(COMMITTED);
        assertThat(store.read(DIGEST)).isEqualTo(new Content.Whole(CONTENT));
        assertThat(store.readPending(DIGEST)).isEqualTo(new Content.Absent());
    }

    @Test
    void takesNoAnswerOfSomebodyInBetweenForAnEmptyPlace() {
        for (String body : List.of("", "<html>not found</html>", "<Error><Code>X</Code></Error>")) {
            refused(FAILED, () -> store.read(DIGEST), on(COMMITTED, ScriptedService.of(404, body)));
        }
        refused(
                "EVIDENCE_BUCKET_MISSING",
                () -> store.read(DIGEST),
                on(COMMITTED, ScriptedService.error(404, "NoSuchBucket")));
    }

    @Test
    void saysWhoRefusedAndWhoFailed() {
        for (int status : new int[] {401, 403}) {
            Script script = on("/p/", ScriptedService.error(status, "AccessDenied"));
            refused("EVIDENCE_STORE_DENIED", () -> store.read(DIGEST), script);
            refused("EVIDENCE_STORE_DENIED", () -> store.hasProof(DIGEST), script);
            refused(
                    "EVIDENCE_STORE_DENIED",
                    () -> store.putProofs(Map.of(DIGEST, CONTENT)),
                    script);
        }
        refused(FAILED, () -> store.erase(DIGEST), on("/p/", ScriptedService.error(400, "X")));
        refused(
                FAILED,
                () -> store.hasProof(DIGEST),
                on("tlog-proof", ScriptedService.error(400, "X")));
    }

    @Test
    void endsAListThatHasNoEnd() {
        String more = "<IsTruncated>true</IsTruncated>";
        refused(FAILED, store::names, on("list-type", ScriptedService.of(200, listed(more))));
        refused(
                FAILED,
                store::names,
                on(
                        "list-type",
                        ScriptedService.of(
                                200,
                                listed(
                                        more + "<NextContinuationToken>a</NextContinuationToken>",
                                        "elsewhere/x"))));
    }

    @Test
    void refusesNamesThatItDidNotAskFor() {
        String end = "<IsTruncated>false</IsTruncated>";
        for (String key : List.of("x", "other/sha256/x", "")) {
            refused(
                    FAILED,
                    store::names,
                    on("list-type", ScriptedService.of(200, listed(end, key))));
        }
    }

    @Test
    void listsPageAfterPage() {
        String first = DIGEST.hex();
        service.script =
                request -> {
                    if (!request.contains("list-type")) {
                        return Optional.empty();
                    }
                    return request.contains("continuation-token=next")
                            ? ScriptedService.of(
                                    200, listed("", "p/sha256/" + first + ".json", "p/odd"))
                            : ScriptedService.of(
                                    200,
                                    listed(
                                            "<IsTruncated>true</IsTruncated><NextContinuationToken>"
                                                    + "next</NextContinuationToken>",
                                            "p/sha256/" + first + ".tlog-proof",
                                            "p/sha256/short.json",
                                            "p/pending/" + first + ".json"));
                };
        assertThat(store.names().envelopes()).containsExactly(DIGEST);
        assertThat(store.names().proofs()).containsExactly(DIGEST);
        assertThat(store.names().foreign()).containsExactly("odd", "sha256/short.json");
    }

    @Test
    void acknowledgesNothingThatDoesNotComeBack() {
        refused(
                FAILED,
                () -> store.prepare(Map.of(DIGEST, CONTENT)),
                on("GET /bucket" + PENDING, ScriptedService.of(200, "other")));
        refused(FAILED, () -> store.prepare(Map.of(DIGEST, CONTENT)), _ -> Optional.empty());
        refused(FAILED, () -> store.commit(List.of(DIGEST)), holding(PENDING));
        assertThat(service.requests)
                .as("what is prepared stays until it is committed")
                .noneMatch(request -> request.startsWith("DELETE"));
    }

    @Test
    void commitsNoDamagedCopy() {
        refused(
                FAILED,
                () -> store.commit(List.of(DIGEST)),
                on("GET /bucket" + PENDING, ScriptedService.of(200, "other")));
        assertThat(service.requests).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void putsOverWhatIsDamagedAlone() {
        AtomicInteger reads = new AtomicInteger();
        for (int status : new int[] {409, 412}) {
            for (boolean damaged : new boolean[] {false, true}) {
                service.requests.clear();
                reads.set(0);
                AtomicInteger puts = new AtomicInteger();
                service.script =
                        request -> {
                            if (request.startsWith("PUT") && request.contains(COMMITTED)) {
                                return puts.getAndIncrement() == 0
                                        ? ScriptedService.error(status, "PreconditionFailed")
                                        : ScriptedService.of(200, "");
                            }
                            if (request.startsWith("GET") && request.contains(COMMITTED)) {
                                boolean first = reads.getAndIncrement() == 0;
                                return ScriptedService.of(200, damaged && first ? "other" : TEXT);
                            }
                            return holding(PENDING).answer(request);
                        };
                store.commit(List.of(DIGEST));
                assertThat(puts.get()).isEqualTo(damaged ? 2 : 1);
                assertThat(service.requests)
                        .anyMatch(request -> request.startsWith("DELETE /bucket" + PENDING));
            }
        }
        refused(
                FAILED,
                () -> store.commit(List.of(DIGEST)),
                request ->
                        request.startsWith("PUT")
                                ? ScriptedService.error(400, "InvalidRequest")
                                : holding(PENDING).answer(request));
    }

    @Test
    void dropsWhatIsDamagedOrWasNeverLoggedWhenItRecovers() {
        for (boolean logged : new boolean[] {true, false}) {
            service.requests.clear();
            service.script =
                    request ->
                            request.contains("list-type")
                                    ? ScriptedService.of(200, listed("", PENDING.substring(1)))
                                    : on("GET /bucket" + PENDING, ScriptedService.of(200, "other"))
                                            .answer(request);
            store.recover(_ -> logged);
            assertThat(service.requests)
                    .noneMatch(request -> request.startsWith("PUT"))
                    .anyMatch(request -> request.startsWith("DELETE /bucket" + PENDING));
        }
    }

    @Test
    void saysThatErasingFailedIfItIsStillThere() {
        refused(FAILED, () -> store.erase(DIGEST), holding(COMMITTED));
    }

    @Test
    void erasesWhereTheServiceKnowsNoVersions() {
        for (int status : new int[] {405, 501}) {
            service.script = on("?versioning", ScriptedService.error(status, "NotImplemented"));
            store.erase(DIGEST);
        }
        refused(
                "EVIDENCE_STORE_DENIED",
                () -> store.erase(DIGEST),
                on("?versioning", ScriptedService.error(403, "AccessDenied")));
    }

    private static Script versioned(String versions) {
        return request ->
                request.contains("?versioning")
                        ? ScriptedService.of(
                                200,
                                "<VersioningConfiguration><Status>Suspended</Status>"
                                        + "</VersioningConfiguration>")
                        : request.contains("versions")
                                ? ScriptedService.of(
                                        200,
                                        "<ListVersionsResult>"
                                                + (request.contains(DIGEST.hex() + ".json")
                                                        ? versions
                                                        : "")
                                                + "</ListVersionsResult>")
                                : Optional.empty();
    }

    private static String version(String kind, String key) {
        return "<%s><Key>%s</Key><VersionId>7</VersionId></%s>".formatted(kind, key, kind);
    }

    @Test
    void saysThatVersionsDoNotGoAway() {
        for (String kind : List.of("Version", "DeleteMarker")) {
            refused(
                    FAILED,
                    () -> store.erase(DIGEST),
                    versioned(version(kind, COMMITTED.substring(1))));
        }
        assertThat(service.requests)
                .anyMatch(
                        request -> request.startsWith("DELETE") && request.contains("versionId=7"));
    }

    @Test
    void leavesVersionsOfOtherObjectsAlone() {
        service.script = versioned(version("Version", COMMITTED.substring(1) + ".more"));
        store.erase(DIGEST);
        assertThat(service.requests).noneMatch(request -> request.contains("versionId"));
    }

    @Test
    void refusesSettingsThatAreWrongAsTheFileThatHoldsThem() {
        Json.Obj wrong =
                Json.obj("bucket", "B", "prefix", "", "region", "us-east-1", "pathStyle", true);
        for (Json.Obj settings : List.of(wrong, Json.obj("bucket", "evidence"))) {
            assertThatThrownBy(() -> new S3Provider().open(settings))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("EVIDENCE_STORE_SETTINGS"));
        }
        assertThatThrownBy(() -> new S3Provider().check(wrong))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new S3Provider().kind()).isEqualTo("s3");
    }
}
