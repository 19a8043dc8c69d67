package dev.bulwark.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTimeTest {
    private static Optional<Instant> time(String predicate) {
        Json.Obj json = Json.parseObject(predicate.getBytes(StandardCharsets.UTF_8));
        return StatementTime.of(
                new Statement(List.of(new Subject("it", Digest.of(new byte[0]))), "type", json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"at\":\"2026-11-01T12:00:00Z\"}",
                "{\"timeVerified\":\"2026-11-01T12:00:00Z\"}",
                "{\"runDetails\":{\"metadata\":{\"finishedOn\":\"2026-11-01T12:00:00Z\"}}}",
                "{\"metadata\":{\"timestamp\":\"2026-11-01T12:00:00Z\"}}",
                "{\"since\":\"2026-11-01T12:00:00Z\"}",
                "{\"at\":\"yesterday\",\"since\":\"2026-11-01T12:00:00Z\"}",
                "{\"since\":\"2020-01-01T00:00:00Z\",\"at\":\"2026-11-01T12:00:00Z\"}"
            })
    void findsTheTimeWhereEachTypeSaysIt(String predicate) {
        assertThat(time(predicate)).hasValue(Instant.parse("2026-11-01T12:00:00Z"));
    }

    @Test
    void findsNoneWhereNoneIs() {
        assertThat(time("{}")).isEmpty();
        assertThat(time("{\"at\":5,\"metadata\":\"2026-11-01T12:00:00Z\"}")).isEmpty();
    }
}
