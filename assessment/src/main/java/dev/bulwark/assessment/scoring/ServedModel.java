package dev.bulwark.assessment.scoring;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model as it is served: the artifact's very bytes, run on raw rows.
 *
 * <p><b>Guarantees:</b> answers come from those bytes alone, and a graph that lacks an input, an
 * output or a class of the schema is refused before the first row. <b>Does not guarantee</b> that
 * the model is harmless: the engine is native code.
 */
public final class ServedModel implements AutoCloseable {
    private static final String LOGITS = "logits";
    private static final String PROBABILITIES = "probabilities";
    private static final String LABEL = "label";
    private static final List<String> OUTPUTS = List.of(LOGITS, PROBABILITIES, LABEL);

    /** Rows run at once: large enough to amortise a call, small enough for images. */
    private static final int BATCH = 256;

    private final ModelArtifact model;
    private final Session session;
    private final List<String> classes;

    private ServedModel(ModelArtifact model, Session session) {
        this.model = model;
        this.session = session;
        this.classes = model.schema().classes();
    }

    /**
     * Loads a model on one thread, so that its answers do not depend on the machine.
     *
     * @throws BulwarkException {@code MODEL_CONVENTION} if its inputs or outputs are not those of
     *     the schema; as {@link Session#open} if the engine refuses it
     */
    public static ServedModel open(ModelArtifact model) {
        Session session = Session.open(model.onnx(), EngineOptions.deterministic());
        try {
            requireConvention(model, session);
            return new ServedModel(model, session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void requireConvention(ModelArtifact model, Session session) {
        Set<String> inputs = names(session.inputs());
        Set<String> features =
                model.schema().features().stream().map(Column::name).collect(Collectors.toSet());
        if (!inputs.equals(features)) {
            throw convention(model, "takes " + inputs + ", but the features are " + features);
        }
        Set<String> missing = new HashSet<>(OUTPUTS);
        missing.removeAll(names(session.outputs()));
        if (!missing.isEmpty()) {
            throw convention(model, "does not give " + missing);
        }
    }

    private static Set<String> names(List<ValueInfo> values) {
        return values.stream().map(ValueInfo::name).collect(Collectors.toSet());
    }

    private static BulwarkException convention(ModelArtifact model, String why) {
        return new BulwarkException(
                "MODEL_CONVENTION",
                "model '%s' (%s) %s".formatted(model.name(), model.digest().abbreviated(), why),
                "export it with one input a feature column and the outputs " + OUTPUTS);
    }

    /** The model. */
    public ModelArtifact artifact() {
        return model;
    }

    /** Number of classes. */
    public int classes() {
        return classes.size();
    }

    /**
     * What the model answers to the rows of a table, run in batches.
     *
     * @param rows a table of the model's feature columns, and perhaps others
     * @throws BulwarkException {@code MODEL_ANSWER} if an answer is no distribution over the
     *     classes
     */
    public Predictions predict(Table rows, Progress progress) {
        float[] probabilities = new float[Math.multiplyExact(rows.rows(), classes.size())];
        int[] labels = new int[rows.rows()];
        progress.start("score rows", Math.max(1, rows.rows()));
        for (int from = 0; from < rows.rows(); from += BATCH) {
            int to = Math.min(rows.rows(), from + BATCH);
            Map<String, Tensor> answer =
                    session.run(RowFeeds.of(rows, from, to), List.of(PROBABILITIES, LABEL));
            float[] batch = floats(answer, PROBABILITIES, to - from);
            System.arraycopy(batch, 0, probabilities, from * classes.size(), batch.length);
            System.arraycopy(codes(answer, to - from), 0, labels, from, to - from);
            progress.step(to, "");
        }
        progress.finish(rows.rows() + " rows");
        try {
            return Predictions.of(classes.size(), probabilities, labels);
        } catch (IllegalArgumentException e) {
            throw answer(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The served labels of raw rows, as class codes.
     *
     * @param feeds as {@link RowFeeds} makes them
     * @param rows how many rows they hold
     */
    public int[] labels(Map<String, Tensor> feeds, int rows) {
        return codes(session.run(feeds, List.of(LABEL)), rows);
    }

    /**
     * The logits of raw rows, shape {@code [rows, classes]}, flat.
     *
     * @throws BulwarkException {@code MODEL_ANSWER} if one is not finite
     */
    public float[] logits(Map<String, Tensor> feeds, int rows) {
        float[] logits = floats(session.run(feeds, List.of(LOGITS)), LOGITS, rows);
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw answer("a logit is " + logit);
            }
        }
        return logits;
    }

    private float[] floats(Map<String, Tensor> answer, String output, int rows) {
        Tensor tensor = tensor(answer, output);
        if (!Arrays.equals(tensor.shape(), new long[] {rows, classes.size()})) {
            throw answer(
                    "%s have shape %s for %d rows of %d classes"
                            .formatted(
                                    output, Arrays.toString(tensor.shape()), rows, classes.size()));
        }
        return tensor.floats();
    }

    private int[] codes(Map<String, Tensor> answer, int rows) {
        List<String> given = tensor(answer, LABEL).strings();
        if (given.size() != rows) {
            throw answer(given.size() + " labels for " + rows + " rows");
        }
        int[] codes = new int[rows];
        for (int row = 0; row < rows; row++) {
            codes[row] = classes.indexOf(given.get(row));
            if (codes[row] < 0) {
                throw answer("a label is none of the schema's classes");
            }
        }
        return codes;
    }

    private Tensor tensor(Map<String, Tensor> answer, String output) {
        Tensor tensor = answer.get(output);
        if (tensor == null) {
            throw answer("it lacks " + output);
        }
        return tensor;
    }

    private BulwarkException answer(String why) {
        return new BulwarkException(
                "MODEL_ANSWER",
                "model '%s' (%s) gave an answer that cannot be used: %s"
                        .formatted(model.name(), model.digest().abbreviated(), why),
                "look for an overflow in its weights, or train it again");
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        session.close();
    }
}
