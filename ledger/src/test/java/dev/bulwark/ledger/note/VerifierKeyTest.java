package dev.bulwark.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.TestKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierKeyTest {
    private static final KeyPair PAIR = TestKeys.ed25519();

    /** A key from bare Ed25519 bytes, the way a stranger would hand it over. */
    static VerifierKey raw(byte[] publicKey) {
        byte[] typeAndKey = new byte[1 + publicKey.length];
        typeAndKey[0] = SignatureType.ED25519.identifier();
        System.arraycopy(publicKey, 0, typeAndKey, 1, publicKey.length);
        byte[] prefix = "test\n".getBytes(StandardCharsets.US_ASCII);
        byte[] hashed = Arrays.copyOf(prefix, prefix.length + typeAndKey.length);
        System.arraycopy(typeAndKey, 0, hashed, prefix.length, typeAndKey.length);
        String id = Digest.of(hashed).hex().substring(0, 8);
        return VerifierKey.parse("test+" + id + "+" + StrictBase64.encode(typeAndKey));
    }

    @Test
    void isEqualAfterBeingWrittenAndRead() {
        VerifierKey key = TestKeys.verifier(PAIR);
        assertThat(VerifierKey.parse(key.vkey())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(key.toString()).isEqualTo(key.vkey());
        assertThat(key).isNotEqualTo(TestKeys.verifier(TestKeys.ed25519()));
    }

    @Test
    void refusesEveryTruncationAndEveryAlteredCharacter() {
        String vkey = TestKeys.verifier(PAIR).vkey();
        for (int length = 0; length < vkey.length(); length++) {
            assertRefused(vkey.substring(0, length));
        }
        for (int i = 0; i < vkey.length(); i++) {
            char other = vkey.charAt(i) == 'a' ? 'b' : 'a';
            assertRefused(vkey.substring(0, i) + other + vkey.substring(i + 1));
        }
    }

    @Test
    void refusesUnknownTypesAndLongInput() {
        assertRefused("x".repeat(1 << 20));
        assertRefused("a+00000000+" + StrictBase64.encode(new byte[] {2, 1, 2, 3}));
        assertRefused("a+00000000+" + StrictBase64.encode(new byte[] {1}));
        assertRefused("a+00000000+" + StrictBase64.encode(new byte[] {1, 2, 3}));
    }

    @Test
    void refusesNamesThatWouldBreakTheLineFormat() {
        List<String> names =
                List.of(
                        "",
                        "a b",
                        "a+b",
                        "a\u00a0b",
                        "a\u2003b",
                        "a\nb",
                        "a\u0085b",
                        "\ud800",
                        "\udfff");
        for (String name : names) {
            assertThatThrownBy(() -> VerifierKey.ofLog(name, PAIR.getPublic()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String name : List.of("x", "\ue000", "\ud7ff", "x".repeat(255))) {
            assertThat(VerifierKey.ofLog(name, PAIR.getPublic()).name()).isEqualTo(name);
        }
        assertThatThrownBy(() -> VerifierKey.ofLog("x".repeat(256), PAIR.getPublic()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesKeysOfAnotherAlgorithm() {
        assertThatThrownBy(() ->
                        VerifierKey.of("a", SignatureType.ML_DSA_44_COSIGNATURE, PAIR.getPublic()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VerifierKey.ofLog("a", TestKeys.generate("ML-DSA-44").getPublic()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(String vkey) {
        assertThatThrownBy(() -> VerifierKey.parse(vkey))
                .as(vkey)
                .isInstanceOf(NoteException.class);
    }
}
