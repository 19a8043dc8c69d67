package dev.bulwark.cli.config;

import static dev.bulwark.cli.config.BulwarkYaml.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made to exhaust, to mislead or to break the reader; none may do more than be refused. */
class HostileFileTest {
    @TempDir private Path folder;

    @Test
    void refusesWhatYamlCanDoBeyondKeysValuesAndLists() throws IOException {
        assertThat(one("a: &x {b: 1}\n")).contains("bulwark.yaml:1: '&x' is an anchor");
        assertThat(problems("a: &x 1\nb: *x\n"))
                .extracting(Problem::what)
                .containsExactly(
                        "bulwark.yaml:1: '&x' is an anchor", "bulwark.yaml:2: '*x' is an alias");
        assertThat(one("\na: !!javax.script.ScriptEngineManager [b]\n"))
                .startsWith("bulwark.yaml:2: ")
                .contains("is a tag");
        assertThat(one("a: !env ${HOME}\n")).contains("'!env' is a tag");
        assertThat(one("a: 1\n---\nb: 1\n")).startsWith("bulwark.yaml:2: this is not YAML");
    }

    @Test
    void refusesWhatIsNoSuchFile() throws IOException {
        assertThat(one("")).contains("the file must hold keys and values");
        assertThat(one("# nothing\n")).contains("the file must hold keys and values");
        assertThat(one("\n- a\n- b\n"))
                .isEqualTo("bulwark.yaml:2: the file must hold keys and values");
        assertThat(one("just text")).contains("the file must hold keys and values");
        assertThat(one("a: 1\n\tb: 2\n")).startsWith("bulwark.yaml:2: this is not YAML");
        assertThat(one("a: 1\nb: 'open\n")).contains("this is not YAML");
        assertThat(one("a: 1\nb: \u0001\n")).startsWith("bulwark.yaml:2: ").contains("U+0001");
        assertThat(one("? [a]\n: b\n" + SOUND)).contains("a key must be a single word");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        Path file = folder.resolve("bulwark.yaml");
        Files.write(file, "system: {owner: M\u00fcller}".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(refused(file).problems())
                .singleElement()
                .satisfies(p -> assertThat(p.what()).contains("the file is not UTF-8"));
    }

    @Test
    void refusesAFileOfMoreThanAMebibyteAndReadsOneOfJustThat() throws IOException {
        String filler = "#" + " ".repeat(YamlDocument.LARGEST_BYTES - SOUND.length() - 2) + "\n";

        assertThat(read(filler + SOUND).seed()).isEqualTo(42);
        assertThat(one(" " + filler + SOUND)).contains("more than 1048576 bytes");
    }

    @Test
    void refusesDepthBeforeAnythingRecurses() throws IOException {
        assertThat(one("a: " + "[".repeat(500_000))).contains("nested more than 16 deep");
        assertThat(one("a: " + "{b: ".repeat(100_000))).contains("nested more than 16 deep");
    }

    @Test
    void refusesWhatIsMissingOrNoRegularFile() throws IOException {
        assertThat(refused(folder.resolve("bulwark.yaml")).what()).contains("there is no file");
        assertThat(refused(folder).what()).contains("is no regular file");
    }

    @Test
    void tellsFiftyOfAThousandProblemsAndKeepsThemAll() throws IOException {
        StringBuilder text = new StringBuilder(SOUND);
        for (int i = 0; i < 1_000; i++) {
            text.append("key").append(i).append(": 1\n");
        }
        Files.writeString(folder.resolve("bulwark.yaml"), text);

        ConfigurationException refused = refused(folder.resolve("bulwark.yaml"));

        assertThat(refused.problems()).hasSize(1_000);
        assertThat(refused.what()).contains("has 1000 problems").endsWith("and 950 more");
    }

    @Test
    void moreDemandsThanAPolicyHoldsAreRefused() throws IOException {
        assertThat(one(SOUND + "    - {practice: sbom}\n".repeat(999)))
                .contains("more than 1000 demands");
    }

    @Test
    void aValueCannotSteerTheTerminalThatShowsIt() throws IOException {
        assertThat(one(SOUND.replace("name: credit", "name: \"\\e[2Jx\"")))
                .doesNotContain("\u001b");
        assertThat(one(SOUND.replace("seed: 42", "seed: " + "9".repeat(10_000))))
                .hasSizeLessThan(200);
        assertThat(one(SOUND + "\"\\e[2J\": 1\n")).doesNotContain("\u001b");
    }

    /** Whatever a torn write or a bad disk makes of it: read, or refused with problems. */
    @Test
    void everyTruncationAndEveryFlippedBitIsReadOrRefused() throws IOException {
        Path file = folder.resolve("bulwark.yaml");
        byte[] sound = SOUND.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < sound.length; length += 3) {
            Files.write(file, Arrays.copyOf(sound, length));
            readOrRefused(file);
        }
        for (int bit = 0; bit < sound.length * 8; bit += 7) {
            byte[] flipped = sound.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, flipped);
            readOrRefused(file);
        }
    }

    private static void readOrRefused(Path file) throws IOException {
        try {
            assertThat(SystemFileReader.read(file)).isNotNull();
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    private SystemFile read(String text) throws IOException {
        return SystemFileReader.read(BulwarkYaml.write(folder, text));
    }

    private List<Problem> problems(String text) throws IOException {
        return refused(BulwarkYaml.write(folder, text)).problems();
    }

    private String one(String text) throws IOException {
        return BulwarkYaml.onlyProblem(folder, text);
    }

    private static ConfigurationException refused(Path file) {
        return BulwarkYaml.refused(file);
    }
}
