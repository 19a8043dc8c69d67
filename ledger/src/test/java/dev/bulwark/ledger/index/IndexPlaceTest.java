package dev.bulwark.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexPlaceTest {
    private static @Nullable String tls(String url) {
        return IndexPlace.at(url).properties().getProperty("sslmode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/x?password=secret",
                "jdbc:postgresql://db/x?user=me&sslPassword=secret",
                "jdbc:postgresql://me:secret@db/x",
                "jdbc:mysql://me:secret@db/x",
                "jdbc:h2:mem:secret"
            })
    void takesNoSecretAndRepeatsNone(String url) {
        assertThatThrownBy(() -> IndexPlace.at(url))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.org/x",
                "jdbc:postgresql://db.example.org:5432/x?user=me",
                "jdbc:postgresql://my_db.example.org/x",
                "jdbc:postgresql://127.0.0.1,db.example.org/x",
                "jdbc:postgresql://localhost:1,localhost:2/x",
                "jdbc:postgresql://local host/x",
                "jdbc:postgresql://localhost.example.org/sslmode=",
                "jdbc:postgresql:x?service=far",
                "jdbc:postgresql:x?user=me&PGHOST=db.example.org"
            })
    void verifiesTheServerWhereverItIsNotSurelyThisMachine(String url) {
        assertThat(tls(url)).isEqualTo("verify-full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql:x",
                "jdbc:postgresql:///x",
                "jdbc:postgresql://localhost/x",
                "jdbc:postgresql://LOCALHOST:5432/x",
                "jdbc:postgresql://127.0.0.1/x?user=me",
                "jdbc:postgresql://[::1]:5432/x",
                "jdbc:postgresql://db.example.org/x?sslmode=verify-ca"
            })
    void leavesTlsToThisMachineAndToWhoeverChoosesIt(String url) {
        assertThat(tls(url)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlite:",
                "jdbc:sqlite: ",
                "jdbc:sqlite::resource:http://example.org/x",
                "jdbc:sqlite:file:x.sqlite",
                "jdbc:sqlite:x.sqlite?mode=ro"
            })
    void takesAPathOfSqliteAndNothingElse(String url) {
        assertThatThrownBy(() -> IndexPlace.at(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mayRemoveItsOwnFileAlone() {
        Path file = Path.of("index", "evidence.sqlite");
        assertThat(IndexPlace.file(file).ownFile()).hasValue(file);
        assertThat(IndexPlace.at("jdbc:sqlite:" + file).ownFile()).isEmpty();
        assertThat(IndexPlace.at("jdbc:sqlite:" + file).file()).hasValue(file);
        assertThat(IndexPlace.memory().file()).isEmpty();
        assertThat(IndexPlace.at("jdbc:postgresql://localhost/x").file()).isEmpty();
    }

    @Test
    void treatsAFileOfSqliteAsAnAttackers() {
        assertThat(IndexPlace.memory().properties())
                .containsEntry("trusted_schema", "false")
                .containsEntry("cell_size_check", "true")
                .containsKey("busy_timeout");
        assertThat(IndexPlace.at("jdbc:postgresql:x").properties())
                .containsKeys("connectTimeout", "socketTimeout");
    }

    @Test
    void showsItselfWithoutParameters() {
        assertThat(IndexPlace.at("jdbc:postgresql://db/x?user=me").shown())
                .isEqualTo("jdbc:postgresql://db/x");
    }
}
