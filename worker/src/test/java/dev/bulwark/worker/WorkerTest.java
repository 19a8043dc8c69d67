package dev.bulwark.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.exchange.ModelCall;
import dev.bulwark.kernel.exchange.ModelSignature;
import dev.bulwark.kernel.exchange.NamedTensor;
import dev.bulwark.kernel.exchange.NamedTensors;
import dev.bulwark.kernel.exchange.TensorValues;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.onnx.build.Mlp;
import dev.bulwark.onnx.build.MlpSpec;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import dev.bulwark.sandbox.pipe.Answer;
import dev.bulwark.sandbox.pipe.PipeLimits;
import dev.bulwark.sandbox.process.Child;
import dev.bulwark.sandbox.process.ChildProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Bytes MODEL = model();

    @TempDir Path folders;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private Child child;

    @BeforeEach
    void launch() throws InterruptedException {
        List<Path> classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toList();
        ChildProgram program =
                new ChildProgram(
                        ChildProgram.runningJava(),
                        classPath,
                        Worker.class.getName(),
                        List.of(),
                        128,
                        Map.of(),
                        Map.of("ORT_DISABLE_TELEMETRY", "1"));
        child = Child.launch(program, folders, PipeLimits.DEFAULT, watch);
    }

    @AfterEach
    void end() {
        child.close();
        child.exit().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        watch.shutdownNow();
    }

    @Test
    void opensTheModelAndSaysWhatItIs() {
        assertThat(load(MODEL))
                .isInstanceOfSatisfying(
                        Answer.Reply.class,
                        reply -> {
                            ModelSignature signature = ModelSignature.parse(reply.payload());
                            assertThat(signature.digest()).isEqualTo(Digest.of(MODEL));
                            assertThat(signature.inputs()).containsExactly("age", "purpose");
                            assertThat(signature.outputs())
                                    .containsExactlyInAnyOrder("logits", "probabilities", "label");
                        });
    }

    @Test
    void answersBitForBitAsTheEngineInProcess() {
        load(MODEL);
        Map<String, Tensor> feeds =
                Map.of(
                        "age", Tensor.of(new float[] {20, 40, 60}, 3, 1),
                        "purpose", Tensor.of(new String[] {"car", "home", "car"}, 3, 1));

        Answer answer = predict(rows());

        assertThat(answer).isInstanceOf(Answer.Reply.class);
        NamedTensors outputs = NamedTensors.parse(((Answer.Reply) answer).payload());
        try (Session session = Session.open(MODEL)) {
            Map<String, Tensor> expected = session.run(feeds);
            assertThat(outputs.tensor("probabilities").orElseThrow().values())
                    .isEqualTo(
                            TensorValues.Floats.of(
                                    Objects.requireNonNull(expected.get("probabilities"))
                                            .floats()));
            assertThat(outputs.tensor("label").orElseThrow().values())
                    .isEqualTo(
                            new TensorValues.Texts(
                                    Objects.requireNonNull(expected.get("label")).strings()));
        }
    }

    @Test
    void refusesWhatIsNoModelAndLivesOn() {
        assertThat(load(Bytes.of(new byte[] {1, 2, 3}))).isInstanceOf(Answer.Refused.class);
        assertThat(load(MODEL)).isInstanceOf(Answer.Reply.class);
    }

    @Test
    void holdsOneModel() {
        load(MODEL);

        assertThat(code(load(MODEL))).isEqualTo("MODEL_ALREADY_LOADED");
    }

    @Test
    void refusesToPredictWithoutAModel() {
        assertThat(code(predict(rows()))).isEqualTo("NO_MODEL");
    }

    @Test
    void refusesHostilePredictionsAndLivesOn() {
        load(MODEL);

        assertThat(code(call(ModelCall.PREDICT.operation(), new byte[] {9, 9, 9})))
                .isEqualTo("TENSORS_MALFORMED");
        assertThat(predict(new NamedTensors(List.of()))).isInstanceOf(Answer.Refused.class);
        assertThat(code(call(99, new byte[0]))).isEqualTo("UNKNOWN_CALL");
        assertThat(predict(rows())).isInstanceOf(Answer.Reply.class);
    }

    @Test
    void leavesNothingBehind() throws IOException {
        load(MODEL);
        child.close();
        child.exit().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();

        try (Stream<Path> left = Files.list(folders)) {
            assertThat(left).isEmpty();
        }
    }

    private static NamedTensors rows() {
        return new NamedTensors(
                List.of(
                        new NamedTensor("age", List.of(3, 1), TensorValues.Floats.of(20, 40, 60)),
                        new NamedTensor(
                                "purpose",
                                List.of(3, 1),
                                new TensorValues.Texts(List.of("car", "home", "car")))));
    }

    private Answer load(Bytes model) {
        return call(ModelCall.LOAD.operation(), model.toArray());
    }

    private Answer predict(NamedTensors inputs) {
        return call(ModelCall.PREDICT.operation(), inputs.toBytes());
    }

    private Answer call(int operation, byte[] payload) {
        return child.pipe().call(operation, payload, LONG).toCompletableFuture().join();
    }

    private static String code(Answer answer) {
        return answer instanceof Answer.Refused(var refusal) ? refusal.code() : answer.toString();
    }

    private static Bytes model() {
        Schema schema =
                new Schema(
                        List.of(
                                Column.of(
                                        "age",
                                        new ColumnType.Numeric(18, 99, true),
                                        Column.Role.FEATURE),
                                Column.of(
                                        "purpose",
                                        new ColumnType.Categorical(List.of("car", "home")),
                                        Column.Role.FEATURE),
                                Column.of(
                                        "class",
                                        new ColumnType.Categorical(List.of("good", "bad")),
                                        Column.Role.LABEL)),
                        "good");
        Preparation preparation =
                new Preparation(
                        List.of(
                                new FeaturePreparation.Standardise("age", 40, 10),
                                new FeaturePreparation.OneHot("purpose", List.of("car", "home"))));
        Network network = Mlp.build(new MlpSpec(schema, preparation, List.of(8), 0, false, 42));
        return OnnxWriter.write(network.inference(network.parameters(), network.buffers()));
    }
}
