package dev.bulwark.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.keys.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassphraseSourceTest {
    private static final String GIVEN = "correct horse battery staple";

    @TempDir private Path root;

    private ProjectFolder folder = new ProjectFolder(Path.of("."));

    @BeforeEach
    void makeTheKeyFolder() throws IOException {
        folder = ProjectFolder.at(root);
        folder.createKeyFolder();
    }

    @Test
    void takesThePassphraseFromTheEnvironment() throws IOException {
        PassphraseSource source = source(Map.of("BULWARK_PASSPHRASE", GIVEN));

        assertThat(text(source.existing())).isEqualTo(GIVEN);
        assertThat(text(source.fresh())).isEqualTo(GIVEN);
        assertThat(folder.passphrase()).doesNotExist();
    }

    @Test
    void takesItFromAFileBeforeTheEnvironmentAndWithoutTheLineEnd() throws IOException {
        Path file = Files.writeString(root.resolve("secret"), GIVEN + "\r\n");
        PassphraseSource source =
                source(
                        Map.of(
                                "BULWARK_PASSPHRASE_FILE",
                                file.toString(),
                                "BULWARK_PASSPHRASE",
                                "another passphrase"));

        assertThat(text(source.existing())).isEqualTo(GIVEN);
    }

    @Test
    void makesARandomOneThatItsOwnerAloneMayRead() throws IOException {
        String made = text(source(Map.of()).fresh());

        assertThat(made).matches("[A-Za-z0-9_-]{32}");
        assertThat(folder.passphrase()).hasContent(made);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.passphrase())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.keys())))
                .isEqualTo("rwx------");
        assertThat(text(source(Map.of()).existing())).isEqualTo(made);
    }

    @Test
    void neverWritesOverAPassphraseThatWasMade() throws IOException {
        source(Map.of()).fresh();
        String before = Files.readString(folder.passphrase());

        assertThatThrownBy(() -> source(Map.of()).fresh()).isInstanceOf(IOException.class);

        assertThat(folder.passphrase()).hasContent(before);
    }

    @Test
    void saysWhatToDoWhereThereIsNoneAndNobodyToAsk() {
        assertThatThrownBy(() -> source(Map.of()).existing())
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("PASSPHRASE_MISSING");
                            assertThat(e.fix()).contains("BULWARK_PASSPHRASE_FILE");
                        });
        assertThatThrownBy(() -> source(Map.of()).asked())
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("PASSPHRASE_NO_TERMINAL"));
        assertThatThrownBy(() -> source(Map.of()).pin())
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.fix()).contains("BULWARK_PKCS11_PIN_FILE"));
    }

    @Test
    void aFileThatIsNamedButCannotBeItIsRefusedAndNotReplacedByAnother() throws IOException {
        Map<String, String> missing =
                Map.of(
                        "BULWARK_PASSPHRASE_FILE",
                        root.resolve("gone").toString(),
                        "BULWARK_PASSPHRASE",
                        GIVEN);
        assertThatThrownBy(() -> source(missing).existing())
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("PASSPHRASE_FILE_MISSING");
                            assertThat(e.what()).contains("gone").doesNotContain(GIVEN);
                        });
        for (String content : new String[] {"x".repeat(4_097), "", " \n"}) {
            Path file = Files.writeString(root.resolve("odd"), content);
            assertThatThrownBy(() ->
                            source(Map.of("BULWARK_PASSPHRASE_FILE", file.toString())).fresh())
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("PASSPHRASE_FILE_WRONG"));
        }
    }

    @Test
    void aMissingPinFileNamesThePinAndNotThePassphrase() {
        Map<String, String> missing =
                Map.of("BULWARK_PKCS11_PIN_FILE", root.resolve("gone").toString());

        assertThatThrownBy(() -> source(missing).pin())
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.fix()).contains("BULWARK_PKCS11_PIN_FILE"));
    }

    private PassphraseSource source(Map<String, String> environment) {
        return new PassphraseSource(folder, environment, Optional.empty());
    }

    private static String text(Passphrase passphrase) {
        try (passphrase) {
            return new String(passphrase.toCharArray());
        }
    }
}
