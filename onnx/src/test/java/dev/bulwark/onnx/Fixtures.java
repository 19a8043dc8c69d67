package dev.bulwark.onnx;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The exported networks of {@code ../shared/data/onnx-gradients}, with values to feed them. */
public final class Fixtures {
    public static final String FOLDER = "shared/data/onnx-gradients";

    private Fixtures() {}

    /** The model files, looked for from here upwards; none where the folder is absent. */
    public static List<Path> models() throws IOException {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(FOLDER))) {
                try (Stream<Path> files = Files.walk(at.resolve(FOLDER), 2)) {
                    return files.filter(file -> file.endsWith("model.onnx")).sorted().toList();
                }
            }
        }
        return List.of();
    }

    /** The models, or one path that is not there, so that a test can say that it skips. */
    public static List<Path> modelsOrPlaceholder() throws IOException {
        List<Path> models = models();
        return models.isEmpty() ? List.of(Path.of(FOLDER)) : models;
    }

    public static Model read(Path file) throws IOException {
        return OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
    }

    /** Random values for every input, {@code batch} long where a length is open. */
    public static Map<String, Tensor> feeds(Model model, int batch, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (ValueInfo input : model.graph().inputs()) {
            if (model.graph().requiredInputs().contains(input.name())) {
                feeds.put(input.name(), value((ValueType.OfTensor) input.type(), batch, random));
            }
        }
        return feeds;
    }

    private static Tensor value(ValueType.OfTensor type, int batch, SplittableRandom random) {
        List<Long> sizes = new ArrayList<>();
        for (Dimension dimension : ((Shape.Ranked) type.shape()).dimensions()) {
            sizes.add(dimension instanceof Dimension.Fixed(long size) ? size : (long) batch);
        }
        int count = Math.toIntExact(TensorValue.elementCount(sizes));
        long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
        if (type.elementType() == ElementType.FLOAT) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) random.nextDouble(-1, 1);
            }
            return Tensor.of(values, shape);
        }
        return Tensor.of(random.longs(count, 0, 3).toArray(), shape);
    }
}
