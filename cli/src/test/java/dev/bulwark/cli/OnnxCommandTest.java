package dev.bulwark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxCommandTest {
    @TempDir private Path folder;

    private record Said(int code, String out, String err) {}

    private static Said run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream shown = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream told = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setOut(shown);
            int code = Bulwark.execute(arguments, told);
            return new Said(
                    code,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    private String write(String name, String operator, float weight) throws IOException {
        GraphBuilder builder = GraphBuilder.named("small");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 1)));
        builder.initializer("w", TensorValue.of(new float[] {weight, 2}, 1, 2));
        builder.named("y", operator, List.of(builder.node("MatMul", "x", "w")), Map.of());
        builder.output("y", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        Path file = folder.resolve(name);
        Files.write(file, OnnxWriter.write(Model.of(builder.build())).toArray());
        return file.toString();
    }

    private static Json.Obj document(Said said) {
        return Json.parseObject(said.out().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void showListsAModelAndWhereGradientsFlow() throws IOException {
        Said said = run("onnx", "show", write("a.onnx", "Relu", 1));

        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.OK);
        assertThat(said.out())
                .contains("graph small: 2 nodes, 2 parameters", "float [batch, 2]", "MatMul")
                .contains("1 MatMul, 1 Relu", "✔ y by x", "✔ y by parameters");
    }

    @Test
    void showWritesOneJsonDocument() throws IOException {
        Json.Obj document = document(run("onnx", "show", "--json", write("a.onnx", "Relu", 1)));

        assertThat(document.integer("parameters")).isEqualTo(2);
        assertThat(document.object("differentiability").bool("complete")).isTrue();
    }

    @Test
    void showDrawsThePicture() throws IOException {
        Path svg = folder.resolve("a.svg");

        Said said = run("onnx", "show", write("a.onnx", "Relu", 1), "--svg", svg.toString());

        assertThat(said.out()).contains("picture written to");
        assertThat(Files.readString(svg)).startsWith("<svg ").contains("MatMul");
    }

    @Test
    void checkEndsWellForAModelThatCanBeDifferentiatedAndRun() throws IOException {
        Said said = run("onnx", "check", "--run", write("a.onnx", "Relu", 1));

        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.OK);
        assertThat(said.out()).contains("well formed, 2 nodes", "the engine loads it");
    }

    @Test
    void checkFindsThatNoGradientFlows() throws IOException {
        Said said = run("onnx", "check", "--json", write("a.onnx", "Sign", 1));

        assertThat(said.code()).isEqualTo(ExitCode.FAULT);
        assertThat(document(said).bool("differentiable")).isFalse();
    }

    @Test
    void checkDoesNotLoadAModelUnasked() throws IOException {
        String unknown = write("a.onnx", "NoSuchOperator", 1);

        assertThat(run("onnx", "check", unknown).err()).isEmpty();
        Said loaded = run("onnx", "check", "--run", unknown);
        assertThat(loaded.code()).isEqualTo(ExitCode.FAILED);
        assertThat(loaded.err()).startsWith("bulwark: the engine cannot load the model");
    }

    @Test
    void aFileThatIsNoModelIsRefusedWithTheFix() throws IOException {
        Path file = Files.writeString(folder.resolve("a.onnx"), "not a model");
        for (String command : List.of("show", "check")) {
            Said said = run("onnx", command, file.toString());
            assertThat(said.code()).isEqualTo(ExitCode.FAILED);
            assertThat(said.err()).startsWith("bulwark: ").contains("    fix: ");
        }
        assertThat(run("onnx", "show", folder.resolve("none").toString()).code())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void diffSaysByItsExitCodeWhetherModelsAreEqual() throws IOException {
        String first = write("a.onnx", "Relu", 1);
        String second = write("b.onnx", "Tanh", 4);

        Said equal = run("onnx", "diff", first, first);
        assertThat(equal.code()).isEqualTo(ExitCode.OK);
        assertThat(equal.out()).contains("the models are equal");
        Said other = run("onnx", "diff", first, second);
        assertThat(other.code()).isEqualTo(ExitCode.FAULT);
        assertThat(other.out())
                .contains("~ node y", "was Relu(MatMul_1)", "is  Tanh(MatMul_1)")
                .contains("1 of 2");
        assertThat(document(run("onnx", "diff", "--json", first, second)).bool("equal")).isFalse();
    }
}
