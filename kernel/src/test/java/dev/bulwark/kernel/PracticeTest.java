package dev.bulwark.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PracticeTest {
    @Test
    void thereAreTenPillarsOfThreePractices() {
        assertThat(Practice.values()).hasSize(30);
        assertThat(
                        Arrays.stream(Practice.values())
                                .collect(
                                        Collectors.groupingBy(
                                                Practice::pillar, Collectors.counting())))
                .hasSize(10)
                .allSatisfy((pillar, count) -> assertThat(count).isEqualTo(3));
    }

    @Test
    void aPracticeIsFoundByItsIdAndItsPredicateType() {
        for (Practice practice : Practice.values()) {
            assertThat(Practice.byId(practice.id())).contains(practice);
            assertThat(Practice.byPredicateType(practice.predicateType())).contains(practice);
        }
        assertThat(Practice.byId("Data-Integrity")).isEmpty();
    }

    /** FIPS 180-4 example: SHA-256 of "abc". */
    @Test
    void aDigestIsTheStandardsAndReadsBack() throws IOException {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        Digest digest = Digest.of(abc);
        assertThat(digest.hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digest.of(Bytes.of(abc))).isEqualTo(digest);
        assertThat(Digest.of(new ByteArrayInputStream(abc))).isEqualTo(digest);
        assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
        assertThat(Digest.ofRaw(digest.bytes())).isEqualTo(digest);
        assertThatThrownBy(() -> Digest.parse(digest.hex().toUpperCase(java.util.Locale.ROOT)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
