package dev.bulwark.cli.config;

import static dev.bulwark.cli.config.BulwarkYaml.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Problem;
import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.training.fit.Technique;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemFileReaderTest {
    @TempDir private Path folder;

    @Test
    void readsEveryKey() throws IOException {
        SystemFile file = read(SOUND);

        assertThat(file.seed()).isEqualTo(42);
        assertThat(file.system())
                .isEqualTo(
                        new SystemFile.SystemSection(
                                "credit",
                                "risk@example.org",
                                "Score applications.",
                                "high",
                                List.of("one", "two")));
        assertThat(file.data().train().paths()).containsExactly("data/loans.csv");
        assertThat(file.data().columns())
                .isEqualTo(
                        new SystemFile.Columns(
                                "class",
                                "good",
                                List.of("sex", "age_group"),
                                List.of("name"),
                                List.of("age"),
                                List.of("status")));
        assertThat(file.data().derive())
                .isEqualTo(
                        Map.of(
                                "sex",
                                new SystemFile.Derivation(
                                        "status",
                                        Map.of("male single", "male", "female single", "female"),
                                        List.of(),
                                        List.of()),
                                "age_group",
                                new SystemFile.Derivation(
                                        "age",
                                        Map.of(),
                                        List.of(25.0, 60.5),
                                        List.of("young", "middle", "old"))));
        assertThat(file.model())
                .isEqualTo(
                        new SystemFile.Model(
                                new Architecture.Mlp(List.of(32, 16), false),
                                0.3,
                                0.01,
                                "adam",
                                0.003,
                                32,
                                200,
                                30,
                                Technique.plain()));
        assertThat(file.assess())
                .isEqualTo(
                        new SystemFile.Assess(
                                List.of("fgsm", "pgd"), "linf", 0.1, 20, 2, 500, List.of("sex")));
        assertThat(file.gates())
                .isEqualTo(
                        Map.of(
                                "release",
                                List.of(
                                        new SystemFile.Demand(
                                                "performance",
                                                "accuracy >= 0.7",
                                                "30d",
                                                List.of(),
                                                "",
                                                55),
                                        new SystemFile.Demand("sbom", "", "", List.of(), "", 58))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"credit", "digits"})
    void readsTheExamples(String example) throws IOException {
        Path file =
                BulwarkYaml.repository()
                        .resolve("examples")
                        .resolve(example)
                        .resolve("bulwark.yaml");

        assertThat(SystemFileReader.read(file).system().name()).isEqualTo(example);
    }

    @Test
    void readsWhatInitWrites() throws IOException {
        Path example =
                BulwarkYaml.repository()
                        .resolve("cli/src/main/resources/dev/bulwark/cli/example.yaml");

        assertThat(SystemFileReader.read(example).gates()).containsOnlyKeys("release", "serve");
    }

    @Test
    void takesTheDefaultsThatAreDocumented() throws IOException {
        SystemFile file =
                read(
                        """
                        bulwark: 1
                        system: {name: s, owner: o, purpose: p}
                        data: {train: {path: a.csv, label: y}}
                        """);

        assertThat(file.seed()).isEqualTo(1);
        assertThat(file.system().risk()).isEqualTo("limited");
        assertThat(file.data().validationShare()).isEqualTo(0.15);
        assertThat(file.data().testShare()).isEqualTo(0.2);
        assertThat(file.model())
                .isEqualTo(
                        new SystemFile.Model(
                                new Architecture.Mlp(List.of(64, 32), false),
                                0,
                                0,
                                "adam",
                                1e-3,
                                64,
                                200,
                                20,
                                Technique.plain()));
        assertThat(file.assess())
                .isEqualTo(
                        new SystemFile.Assess(
                                List.of("fgsm", "pgd"), "linf", 0.1, 40, 1, 1_000, List.of()));
        assertThat(file.gates()).isEmpty();
    }

    @Test
    void anEmptyListOfLayersIsNoneAndNotTheDefault() throws IOException {
        assertThat(read(SOUND.replace("[32, 16]", "[]")).model().build())
                .isEqualTo(new Architecture.Mlp(List.of(), false));
    }

    @Test
    void minusZeroIsZero() throws IOException {
        SystemFile file = read(SOUND.replace("dropout: 0.3", "dropout: -0"));

        assertThat(Double.doubleToRawLongBits(file.model().dropout())).isZero();
    }

    @Test
    void aWordOfTestRowsLeavesTheirShareOutOfTheSum() throws IOException {
        SystemFile file =
                read(
                        SOUND.replace("test: 0.2", "")
                                .replace("validation: 0.15", "validation: 0.9")
                                .replace("  derive:", "  test: {path: data/test.csv}\n  derive:"));

        assertThat(file.data().validationShare()).isEqualTo(0.9);
    }

    /** One mistake each: one problem, on its line, with something to do about it. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // the sound text | the mistake | what is said | what to do
                "bulwark: 1|bulwark: 2|version of the format|write 'bulwark: 1'",
                "bulwark: 1|bulwark: one|not a whole number|write one from",
                "name: credit|name: Credit|cannot be part of an address|lower-case letters",
                "name: credit|name: ''|the text is empty|write something",
                "owner: risk@example.org|owner:|there is no value|write one after 'owner:'",
                "owner: risk@example.org|owner: null|there is no value|write one after 'owner:'",
                "owner: risk@example.org|owner: '  '|the text is empty|write something",
                "owner: risk@example.org|owner: [a]|a single value|write 'owner: value'",
                "owner: risk@example.org|owner: \"\\e[2J\"|a control character|remove it",
                "owner: risk@example.org|ownr: a|'system.owner' is missing|add 'owner:'",
                "risk: high|risk: hihg|'hihg' is none of|did you mean 'high'?",
                "risk: high|risk: extreme|'extreme' is none of|choose one of",
                "caveats: [one, two]|caveats: {a: b}|a list is expected|write [a, b]",
                "caveats: [one, two]|caveats: [one, '']|an entry is empty|or [] for none",
                "caveats: [one, two]|caveats: [one, [two]]|a single value|write [a, b]",
                "seed: 42|seed: 4.2|'4.2' is not a whole number|of 64 bits",
                "seed: 42|seed: 9223372036854775808|is out of range|of 64 bits",
                "seed: 42|seed: 042|'042' is not a whole number|of 64 bits",
                "seed: 42|seed: ٤٢|'٤٢' is not a whole number|of 64 bits",
                "seed: 42|sede: 42|'sede' is no key of the file|did you mean 'seed'?",
                "name: loans|name: ' '|the text is empty|write something",
                "licence: CC-BY-4.0|license: x|'license' is no key of 'data'|mean 'licence'?",
                "path: data/loans.csv|path: ../loans.csv|inside this folder|without '..'",
                "path: data/loans.csv|path: /etc/passwd|inside this folder|without '..'",
                "path: data/loans.csv|path: data/../../x|inside this folder|without '..'",
                "path: data/loans.csv|path: data\\x|inside this folder|with '/'",
                "path: data/loans.csv|path: C:/x|inside this folder|':'",
                "path: data/loans.csv|path: ./x|inside this folder|put the data beside",
                "path: data/loans.csv|path: data//x|inside this folder|put the data beside",
                "path: data/loans.csv|path: ''|the text is empty|write something",
                "label: class|label: ''|the text is empty|write something",
                "favourable: good|favourable: ''|needs to know the good outcome|'favourable:'",
                "exclude: [status]|exclude: [class]|'class' is the label|remove it from the list",
                "from: status|from: ''|the text is empty|write something",
                "male single: male|male single: ''|the text is empty|write something",
                "bins: [25, 60.5]|bins: [25, NaN]|'NaN' is no finite number|write [1, 2.5]",
                "bins: [25, 60.5]|bins: [25, 1e400]|'1e400' is no finite number|write [1, 2.5]",
                "bins: [25, 60.5]|bins: [25, 25]|do not ascend|none twice",
                "bins: [25, 60.5]|bins: [60.5, 25]|do not ascend|write them in order",
                "bins: [25, 60.5]|bins: [25, 0x1p3]|'0x1p3' is no finite number|write [1, 2.5]",
                "names: [young, middle, old]|names: [a, b]|make 3 groups, but 2|name each group",
                "names: [young, middle, old]|names: [a, b, a]|have one name|differently",
                "validation: 0.15|validation: 0|0 is out of range|between 0 and 1",
                "validation: 0.15|validation: .nan|'.nan' is not a number|between 0 and 1",
                "validation: 0.15|validation: 1e-400|is out of range|between 0 and 1",
                "build: {mlp: [32, 16]}|build: {mlp: [0]}|0 is out of range|from 1 to 65536",
                "build: {mlp: [32, 16]}|build: {mlp: [1.5]}|not a whole number|from 1 to 65536",
                "build: {mlp: [32, 16]}|build: {mlp: [99999999999]}|out of range|from 1 to 65536",
                "build: {mlp: [32, 16]}|build: mlp|keys and values|write 'build: {key: value}'",
                "dropout: 0.3|dropout: 1|1 is out of range|in [0, 1)",
                "dropout: 0.3|dropout: NaN|'NaN' is not a number|in [0, 1)",
                "dropout: 0.3|dropout: 0.3f|'0.3f' is not a number|in [0, 1)",
                "dropout: 0.3|dropout: .inf|'.inf' is not a number|in [0, 1)",
                "dropout: 0.3|dropuot: 0.3|no key of 'model.regularise'|did you mean 'dropout'?",
                "weight-decay: 0.01|weight-decay: -1|-1 is out of range|in [0, 1]",
                "learning-rate: 0.003|learning-rate: 1e400|1e400 is out of range|in (0, 10]",
                "learning-rate: 0.003|learning-rate: -0|-0 is out of range|in (0, 10]",
                "optimiser: adam|optimiser: adma|'adma' is none of|did you mean 'adam'?",
                "batch: 32|batch: 0|0 is out of range|from 1 to 1048576",
                "batch: 32|batch: 1e3|'1e3' is not a whole number|from 1 to",
                "epochs: 200|epochs: 99999999999999999999|out of range|from 1 to 100000",
                "epochs: 200|epochs: many|'many' is not a whole number|from 1 to 100000",
                "attack: [fgsm, pgd]|attack: [fgsm, pdg]|no attack 'pdg'|did you mean 'pgd'?",
                "attack: [fgsm, pgd]|attack: [pgd, pgd]|named twice|name each once",
                "norm: linf|norm: l2|'l2' is none of [linf]|choose one of",
                "epsilon: 0.1|epsilon: 51|51 is out of range|in (0, 50]",
                "fairness: {by: [sex]}|fairness: {by: [sx]}|'sx' is not among|mean 'sex'?",
                "release:|relaese:|gates.relaese: there is no such gate|did you mean 'release'?",
                "release:|deploy:|gates.deploy: there is no such gate|gates are [",
                "practice: sbom|practice: sbmo|'sbmo' is no practice|did you mean 'sbom'?",
                "practice: sbom|practice: firewall|'firewall' is no practice|bulwark practices",
                "practice: sbom|practice:|there is no value|write one after 'practice:'",
                "that: accuracy >= 0.7|that: acuracy >= 0.7|is no condition|CEL over these facts",
                "that: accuracy >= 0.7|that: accuracy >=|is no condition|CEL over these facts",
                "that: accuracy >= 0.7|that: ''|the text is empty|write something, or remove",
                "that: accuracy >= 0.7|that:|there is no value|or remove the key",
                "fresh: 30d|fresh: 30 days|'30 days' is no age|write 30d, 12h or 15m",
                "fresh: 30d|fresh: 0d|'0d' is no age|write 30d, 12h or 15m",
                "fresh: 30d|fresh: ''|the text is empty|or remove the key",
                "fresh: 30d|fresch: 30d|'fresch' is no key|did you mean 'fresh'?",
                "fresh: 30d|that: auc > 0|'gates.release[0].that' stands twice|keep one of them",
            })
    void namesTheLineAndTheFixOfAMistake(String sound, String mistake, String what, String fix)
            throws IOException {
        assertThat(SOUND).containsOnlyOnce(sound);
        String text = SOUND.replace(sound, mistake);
        int line = SOUND.substring(0, SOUND.indexOf(sound)).split("\n", -1).length;
        if (mistake.startsWith("ownr")) {
            assertThat(problems(text))
                    .extracting(Problem::what)
                    .containsExactly(
                            "bulwark.yaml:2: 'system.owner' is missing",
                            "bulwark.yaml:4: 'ownr' is no key of 'system'");
            return;
        }
        if (mistake.startsWith("favourable")) {
            line++;
        }

        List<Problem> problems = problems(text);

        assertThat(problems).as("one cause, one problem").hasSize(1);
        assertThat(problems.getFirst().what()).startsWith("bulwark.yaml:" + line + ": ");
        assertThat(problems.getFirst().what()).contains(what);
        assertThat(problems.getFirst().fix()).contains(fix);
    }

    @Test
    void tellsAllProblemsAtOnceInTheOrderOfTheLines() throws IOException {
        List<Problem> problems =
                problems(
                        """
                        gates:
                          ship: []
                          release:
                            - {practice: sbmo}
                            - {practice: performance, that: acuracy > 1, fresh: soon}
                        model:
                          fit: {epochs: 0, batch: many}
                        data:
                          train: {path: ../secret, label: y, tpye: csv}
                          split: {validation: 0.7, test: 0.7}
                        system:
                          name: UPPER
                        bulwark: 1
                        bulwark: 1
                        """);

        assertThat(problems)
                .extracting(problem -> problem.what().split(":", 3)[1])
                .containsExactly(
                        "2", "4", "5", "5", "7", "7", "9", "9", "10", "11", "11", "12", "14");
        assertThat(problems).allSatisfy(problem -> assertThat(problem.fix()).isNotBlank());
    }

    @Test
    void aMissingSectionIsOneProblemAndNotOneForEachOfItsKeys() throws IOException {
        assertThat(problems("bulwark: 1\n"))
                .extracting(Problem::what)
                .containsExactly(
                        "bulwark.yaml:1: 'data' is missing", "bulwark.yaml:1: 'system' is missing");
        assertThat(problems("bulwark: 1\nsystem: 5\ndata:\n"))
                .extracting(Problem::what)
                .containsExactly(
                        "bulwark.yaml:2: system: keys and values are expected here",
                        "bulwark.yaml:3: data: keys and values are expected here");
    }

    @Test
    void filesThatContradictEachOtherAreRefused() throws IOException {
        String test = SOUND.replace("    test: 0.2\n", "");
        assertThat(one(test.replace("  derive:", "  test: {path: data/loans.csv}\n  derive:")))
                .contains("'data/loans.csv' is trained on as well");
        assertThat(one(test.replace("  derive:", "  test: {images: a, labels: b}\n  derive:")))
                .contains("one of train and test is a table");
        assertThat(one(SOUND.replace("  derive:", "  test: {path: b.csv}\n  derive:")))
                .contains("data.split.test: the test rows are in data.test");
        assertThat(one(SOUND.replace("path: data/loans.csv", "images: a.gz")))
                .contains("'data.train.labels' is missing");
        assertThat(one(SOUND.replace("path: data/loans.csv", "labels: a.gz")))
                .contains("'data.train.images' is missing");
        assertThat(one(SOUND.replace("path: data/loans.csv", "{images: a, labels: a}")))
                .contains("this is not YAML");
        assertThat(one(SOUND.replace("path: data/loans.csv", "images: a\n    labels: a")))
                .contains("pictures and labels are one file");
    }

    private SystemFile read(String text) throws IOException {
        return SystemFileReader.read(BulwarkYaml.write(folder, text));
    }

    private List<Problem> problems(String text) throws IOException {
        return BulwarkYaml.refused(BulwarkYaml.write(folder, text)).problems();
    }

    private String one(String text) throws IOException {
        return BulwarkYaml.onlyProblem(folder, text);
    }
}
