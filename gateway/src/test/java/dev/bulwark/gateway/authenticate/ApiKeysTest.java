package dev.bulwark.gateway.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir Path folder;
    private Path file;
    private ApiKeys keys;
    private ApiKeys.Created created;

    @BeforeEach
    void create() throws IOException {
        file = folder.resolve("api-keys.json");
        keys = ApiKeys.open(file);
        created = make("first");
    }

    @Test
    void admitsTheKeyItMade() throws IOException {
        assertThat(keys.authenticate(created.secret(), NOW)).contains(created.key());
        assertThat(ApiKeys.open(file).authenticate(created.secret(), NOW)).contains(created.key());
    }

    @Test
    void keepsNoKeyInItsFileThatItsOwnerAloneReads() throws IOException {
        String secretPart = created.secret().substring(created.secret().length() - 43);

        assertThat(Files.readString(file)).doesNotContain(secretPart).contains(created.key().id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(created.toString()).doesNotContain(secretPart);
    }

    @Test
    void refusesEveryKeyThatDiffersInOneBit() {
        char[] key = created.secret().toCharArray();

        for (int i = 0; i < key.length; i++) {
            for (int bit = 0; bit < 7; bit++) {
                char[] flipped = key.clone();
                flipped[i] ^= (char) (1 << bit);
                assertThat(keys.authenticate(new String(flipped), NOW)).isEmpty();
            }
        }
        for (int length = 0; length < key.length; length++) {
            assertThat(keys.authenticate(new String(key, 0, length), NOW)).isEmpty();
        }
        assertThat(keys.authenticate(created.secret() + "x", NOW)).isEmpty();
    }

    @Test
    void refusesAKeyFromTheInstantItExpires() {
        assertThat(keys.authenticate(created.secret(), NOW.plus(DAY).minusNanos(1))).isPresent();
        assertThat(keys.authenticate(created.secret(), NOW.plus(DAY))).isEmpty();
    }

    @Test
    void refusesARevokedKeyAlsoWhereItWasRevokedByAnotherProcess() throws IOException {
        ApiKeys elsewhere = ApiKeys.open(file);

        assertThat(elsewhere.revoke(created.key().id(), NOW)).isTrue();
        assertThat(elsewhere.revoke(created.key().id(), NOW)).isFalse();
        assertThat(elsewhere.authenticate(created.secret(), NOW)).isEmpty();

        keys.refresh();
        assertThat(keys.authenticate(created.secret(), NOW)).isEmpty();
    }

    @Test
    void losesNoKeyWhenTwoProcessesMakeSome() throws IOException {
        ApiKeys elsewhere = ApiKeys.open(file);

        make("second");
        elsewhere.create("third", EnumSet.of(Scope.INFER), DAY, NOW, new SecureRandom());

        assertThat(ApiKeys.open(file).list())
                .extracting(ApiKey::label)
                .containsExactly("first", "second", "third");
    }

    @Test
    void admitsNobodyWhenTheFileIsDamaged() throws IOException {
        Files.writeString(file, "{\"version\": 1, \"keys\": [{}]}");

        assertThatThrownBy(keys::refresh)
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isIn("API_KEYS_UNREADABLE", "JSON_INVALID"));
        assertThat(keys.authenticate(created.secret(), NOW)).isEmpty();
    }

    @Test
    void admitsNobodyWhenTheFileIsGone() throws IOException {
        Files.delete(file);

        keys.refresh();

        assertThat(keys.authenticate(created.secret(), NOW)).isEmpty();
    }

    @Test
    void refusesLabelsThatCouldForgeALine() {
        assertThatThrownBy(() -> make("a\nb")).isInstanceOf(IllegalArgumentException.class);
    }

    private ApiKeys.Created make(String label) throws IOException {
        return keys.create(
                label, Set.of(Scope.INFER, Scope.METADATA), DAY, NOW, new SecureRandom());
    }
}
