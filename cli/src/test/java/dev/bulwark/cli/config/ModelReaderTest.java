package dev.bulwark.cli.config;

import static dev.bulwark.cli.config.BulwarkYaml.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Problem;
import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.onnx.optimise.Clipping;
import dev.bulwark.onnx.optimise.Schedule;
import dev.bulwark.training.fit.Technique;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelReaderTest {
    private static final String PICTURES =
            """
            bulwark: 1
            system: {name: s, owner: o, purpose: p}
            data: {train: {images: a.gz, labels: b.gz}}
            model:
              build: {mlp: [32, 16]}
            """;

    @TempDir private Path folder;

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(PICTURES, "{mlp: [8]}", new Architecture.Mlp(List.of(8), false)),
                Arguments.of(PICTURES, "{lenet: {}}", Architecture.LeNet.standard()),
                Arguments.of(
                        PICTURES,
                        "{lenet: {channels: [8, 12], kernel: 3, dense: []}}",
                        new Architecture.LeNet(List.of(8, 12), 3, List.of())),
                Arguments.of(PICTURES, "{resnet: 20}", new Architecture.ResNet(20)),
                Arguments.of(PICTURES, "{vit: {}}", Architecture.VisionTransformer.small()),
                Arguments.of(
                        PICTURES,
                        "{vit: {patch: 4, width: 32, depth: 2, heads: 2, hidden: 48}}",
                        new Architecture.VisionTransformer(4, 32, 2, 2, 48)),
                Arguments.of(
                        SOUND,
                        "{wide-and-deep: {}}",
                        new Architecture.WideAndDeep(8, List.of(64, 32))),
                Arguments.of(
                        SOUND,
                        "{wide-and-deep: {embedding: 4, deep: [16]}}",
                        new Architecture.WideAndDeep(4, List.of(16))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void readsEveryNetwork(String file, String build, Architecture expected) throws IOException {
        Path path = BulwarkYaml.write(folder, file.replace("{mlp: [32, 16]}", build));
        assertThat(SystemFileReader.read(path).model().build()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{lenet: {kernel: 4}}|4 is even|odd number",
                "{lenet: {channels: []}}|there is no convolution|[6, 16]",
                "{lenet: {channels: [0]}}|0 is out of range|from 1 to 16384",
                "{lenet: {chanels: [6]}}|'chanels' is no key of 'model.build.lenet'|'channels'?",
                "{lenet: 5}|keys and values|write 'lenet: {key: value}'",
                "{resnet: 9}|9 layers make no whole blocks|write 8, 14, 20",
                "{resnet: 2}|2 is out of range|from 8 to 110",
                "{resnet: {depth: 8}}|a single value is expected|write 'resnet: value'",
                "{vit: {heads: 5}}|5 heads do not divide a width of 64|multiple of the heads",
                "{vit: {width: 30}}|4 heads do not divide a width of 30|multiple of the heads",
                "{mlp: [4], resnet: 8}|networks [mlp, resnet] are named|keep one",
                "{lnet: {}}|'lnet' is no key of 'model.build'|did you mean 'lenet'?",
                "{wide-and-deep: {}}|reads tables, but data.train holds pictures|{resnet: 8}",
            })
    void namesTheMistakeAndTheFix(String build, String what, String fix) throws IOException {
        assertProblem(PICTURES, build, what, fix);
    }

    @ParameterizedTest
    @CsvSource({"{lenet: {}}", "{resnet: 8}", "{vit: {}}"})
    void networksForPicturesAreRefusedForTables(String build) throws IOException {
        assertProblem(
                SOUND, build, "reads pictures, but data.train is a table", "{wide-and-deep: {}}");
    }

    @Test
    void readsEveryTechnique() throws IOException {
        assertThat(technique("schedule: cosine, warm-up: 0.1, clip-norm: 2.5, threads: 2", ""))
                .isEqualTo(
                        new Technique(
                                new Schedule.Cosine(0.1, 0), new Clipping.ByNorm(2.5), 0, 0, 2));
        assertThat(technique("schedule: linear", "label-smoothing: 0.1, mixup: 0.4"))
                .isEqualTo(
                        new Technique(new Schedule.Linear(0.05), new Clipping.None(), 0.1, 0.4, 1));
        assertThat(technique("schedule: one-cycle", "").schedule())
                .isEqualTo(new Schedule.OneCycle(0.3));
        assertThat(technique("schedule: step", "").schedule())
                .isEqualTo(new Schedule.Step(1 / 3.0, 0.1));
        assertThat(technique("", "")).isEqualTo(Technique.plain());
    }

    @Test
    void normalisesThePerceptronOverTheBatchIfAsked() throws IOException {
        Path path = BulwarkYaml.write(folder, withTechnique("", "batch-norm: true"));
        assertThat(SystemFileReader.read(path).model().build())
                .isEqualTo(new Architecture.Mlp(List.of(32, 16), true));
    }

    private Technique technique(String fit, String regularise) throws IOException {
        return SystemFileReader.read(BulwarkYaml.write(folder, withTechnique(fit, regularise)))
                .model()
                .technique();
    }

    private static String withTechnique(String fit, String regularise) {
        return PICTURES + "  fit: {" + fit + "}\n  regularise: {" + regularise + "}\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "schedule: cosin||'cosin'|cosine",
                "|batch-norm: 1|'1'|true",
                "clip-norm: 0||0 is out of range|in (0, 1000000]",
                "threads: 0||0 is out of range|from 1 to 64",
                "warm-up: 0.1||'constant' has no warm-up|'schedule: cosine'",
                "schedule: cosine, warm-up: 1||1 is out of range|in [0, 1)",
                "|label-smoothing: 1|1 is out of range|in [0, 1)",
                "|mixup: -1|-1 is out of range|in [0, 100]",
                "clipnorm: 1||'clipnorm' is no key of 'model.fit'|'clip-norm'?",
            })
    void namesTheMistakeOfATechnique(
            @Nullable String fit, @Nullable String regularise, String what, String fix)
            throws IOException {
        String text = withTechnique(fit == null ? "" : fit, regularise == null ? "" : regularise);
        List<Problem> problems = BulwarkYaml.refused(BulwarkYaml.write(folder, text)).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().what()).contains(what);
        assertThat(problems.getFirst().fix()).contains(fix);
    }

    @Test
    void refusesToMixCodes() throws IOException {
        Path path =
                BulwarkYaml.write(
                        folder,
                        SOUND.replace("{mlp: [32, 16]}", "{wide-and-deep: {}}")
                                .replace("dropout: 0.3", "mixup: 0.2"));
        assertThat(BulwarkYaml.refused(path).problems().getFirst().what())
                .contains("a blend of two codes is none");
    }

    @Test
    void ofUnknownDataNothingIsSaidTwice() throws IOException {
        String text =
                PICTURES.replace("{images: a.gz, labels: b.gz}", "{label: y}")
                        .replace("{mlp: [32, 16]}", "{resnet: 8}");
        assertThat(BulwarkYaml.onlyProblem(folder, text)).contains("path");
    }

    private void assertProblem(String file, String build, String what, String fix)
            throws IOException {
        Path path = BulwarkYaml.write(folder, file.replace("{mlp: [32, 16]}", build));
        List<Problem> problems = BulwarkYaml.refused(path).problems();
        assertThat(problems).as("one cause, one problem").hasSize(1);
        assertThat(problems.getFirst().what()).contains(what);
        assertThat(problems.getFirst().fix()).contains(fix);
    }
}
