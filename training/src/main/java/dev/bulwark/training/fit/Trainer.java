package dev.bulwark.training.fit;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Split;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.build.BatchStatistic;
import dev.bulwark.onnx.build.DropoutMask;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.NetworkSpec;
import dev.bulwark.onnx.build.Networks;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.optimise.Adam;
import dev.bulwark.onnx.optimise.GradientSession;
import dev.bulwark.onnx.optimise.Optimiser;
import dev.bulwark.onnx.optimise.Parameter;
import dev.bulwark.onnx.optimise.Sgd;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Fits networks.
 *
 * <p>Rows are prepared once, by the same nodes that the served graph begins with. After each epoch
 * the validation rows are scored; the weights of the best epoch are kept (early stopping: Prechelt
 * 1998). One thread computes, so that the same seed gives the same bytes on any number of cores.
 *
 * <p>Cost: {@code epochs} times one forward and backward pass over the training rows.
 */
public final class Trainer {
    private static final double MOMENTUM = 0.9;

    /** Part of a batch's statistics that enters the running ones (Ioffe and Szegedy 2015). */
    private static final double STATISTICS_MOMENTUM = 0.1;

    private static final int SCORING_BATCH = 1_000;
    private static final String PROBABILITIES = "probabilities";

    /** Separates the stream of shuffles and masks from that of the initial weights. */
    private static final long STREAM = 0x5bd1e995L;

    private final Network network;
    private final FitSettings settings;
    private final Progress progress;
    private final List<Parameter> parameters;
    private final Map<String, float[]> buffers;
    private final RandomGenerator random;

    private Trainer(Network network, FitSettings settings, long seed, Progress progress) {
        this.network = network;
        this.settings = settings;
        this.progress = progress;
        this.parameters = network.parameters();
        this.buffers = network.buffers();
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ STREAM);
    }

    /**
     * Fits a model to the training rows of a table.
     *
     * @param name the model's name
     * @param split its test rows are not looked at
     * @param preparation of every feature column, in schema order
     * @throws BulwarkException {@code TRAINING_DIVERGED} if the loss stops being a number
     */
    public static FittedModel fit(
            String name,
            Table table,
            Split split,
            Preparation preparation,
            FitSettings settings,
            long seed,
            Progress progress) {
        NetworkSpec spec =
                new NetworkSpec(
                        table.schema(),
                        preparation,
                        settings.architecture(),
                        settings.dropout(),
                        seed);
        Trainer trainer = new Trainer(Networks.build(spec), settings, seed, progress);
        return trainer.run(
                name, table.select(split.train()), table.select(split.validation()), seed);
    }

    /** What the epochs leave behind. */
    private record Outcome(
            List<FittedModel.Epoch> history,
            int best,
            List<Parameter> weights,
            Map<String, float[]> buffers) {}

    private FittedModel run(String name, Table train, Table validation, long seed) {
        float[] rows = prepared(train);
        Outcome outcome = epochs(rows, train.labels(), validation);
        ModelArtifact model =
                new ModelArtifact(
                        name,
                        OnnxWriter.write(network.inference(outcome.weights(), outcome.buffers())),
                        train.schema());
        FittedModel.Score trainScore;
        FittedModel.Score validationScore;
        try (Session session = Session.open(model.onnx())) {
            trainScore = score(session, train);
            validationScore = score(session, validation);
        }
        progress.finish(
                "%d epochs, best %d, validation accuracy %.3f"
                        .formatted(
                                outcome.history().size(),
                                outcome.best(),
                                validationScore.accuracy()));
        return new FittedModel(
                model,
                settings,
                seed,
                outcome.history(),
                outcome.best(),
                outcome.history().size() < settings.epochs(),
                trainScore,
                validationScore);
    }

    /** Shape [rows, width], flat. */
    private float[] prepared(Table table) {
        float[] all = new float[Math.multiplyExact(table.rows(), network.width())];
        try (Session session = Session.open(network.preparation(), EngineOptions.deterministic())) {
            for (int from = 0; from < table.rows(); from += SCORING_BATCH) {
                int to = Math.min(table.rows(), from + SCORING_BATCH);
                Tensor features =
                        output(session.run(RowFeeds.of(table, from, to)), TrainingGraph.FEATURES);
                float[] part = features.floats();
                System.arraycopy(part, 0, all, from * network.width(), part.length);
            }
        }
        return all;
    }

    private Outcome epochs(float[] rows, int[] labels, Table validation) {
        TrainingGraph graph = network.training(Network.Rows.PREPARED);
        Optimiser optimiser = optimiser();
        List<FittedModel.Epoch> history = new ArrayList<>();
        int best = 0;
        double bestLoss = Double.POSITIVE_INFINITY;
        List<Parameter> bestWeights = copy();
        Map<String, float[]> bestBuffers = copyOfBuffers();
        progress.start("fit", settings.epochs());
        try (GradientSession session =
                new GradientSession(graph.gradients(), parameters, EngineOptions.deterministic())) {
            Steps steps = new Steps(graph, session, optimiser);
            while (history.size() < settings.epochs()
                    && history.size() - best < settings.patience()) {
                double loss = steps.epoch(rows, labels);
                FittedModel.Score score = validationScore(validation);
                history.add(new FittedModel.Epoch(loss, score));
                if (score.loss() < bestLoss) {
                    bestLoss = score.loss();
                    best = history.size();
                    bestWeights = copy();
                    bestBuffers = copyOfBuffers();
                }
                progress.step(
                        history.size(), "loss %.4f, validation %.4f".formatted(loss, score.loss()));
            }
        }
        return new Outcome(history, best, bestWeights, bestBuffers);
    }

    private Optimiser optimiser() {
        return switch (settings.optimiser()) {
            case ADAM ->
                    new Adam(
                            parameters,
                            Adam.Settings.defaults().withWeightDecay(settings.weightDecay()));
            case SGD -> new Sgd(parameters, MOMENTUM, settings.weightDecay());
        };
    }

    private Map<String, float[]> copyOfBuffers() {
        Map<String, float[]> copy = new LinkedHashMap<>();
        buffers.forEach((name, values) -> copy.put(name, values.clone()));
        return copy;
    }

    private List<Parameter> copy() {
        return parameters.stream().map(Parameter::copy).toList();
    }

    private FittedModel.Score validationScore(Table validation) {
        try (Session session =
                Session.open(
                        network.inference(parameters, buffers), EngineOptions.deterministic())) {
            return score(session, validation);
        }
    }

    private static FittedModel.Score score(Session session, Table table) {
        int[] labels = table.labels();
        double loss = 0;
        int right = 0;
        for (int from = 0; from < table.rows(); from += SCORING_BATCH) {
            int to = Math.min(table.rows(), from + SCORING_BATCH);
            Tensor tensor =
                    output(
                            session.run(RowFeeds.of(table, from, to), List.of(PROBABILITIES)),
                            PROBABILITIES);
            float[] probabilities = tensor.floats();
            int classes = probabilities.length / (to - from);
            for (int row = 0; row < to - from; row++) {
                int label = labels[from + row];
                loss -= Math.log(Math.max(probabilities[row * classes + label], Float.MIN_NORMAL));
                right += best(probabilities, row * classes, classes) == label ? 1 : 0;
            }
        }
        return new FittedModel.Score(loss / table.rows(), (double) right / table.rows());
    }

    private static int best(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }

    private static Tensor output(Map<String, Tensor> outputs, String name) {
        Tensor tensor = outputs.get(name);
        if (tensor == null) {
            throw new IllegalStateException("the graph gave no output '" + name + "'");
        }
        return tensor;
    }

    /** The steps of an epoch, through buffers made once for whole batches. */
    private final class Steps {
        private final TrainingGraph graph;
        private final GradientSession session;
        private final Optimiser optimiser;

        Steps(TrainingGraph graph, GradientSession session, Optimiser optimiser) {
            this.graph = graph;
            this.session = session;
            this.optimiser = optimiser;
        }

        /** The mean loss over all rows. */
        double epoch(float[] rows, int[] labels) {
            int[] order = shuffled(labels.length);
            double sum = 0;
            for (int from = 0; from < order.length; from += settings.batch()) {
                int to = Math.min(order.length, from + settings.batch());
                sum += step(rows, labels, order, from, to) * (to - from);
            }
            return sum / order.length;
        }

        private double step(float[] rows, int[] labels, int[] order, int from, int to) {
            int width = network.width();
            float[] features = new float[(to - from) * width];
            int[] codes = new int[to - from];
            for (int i = from; i < to; i++) {
                System.arraycopy(rows, order[i] * width, features, (i - from) * width, width);
                codes[i - from] = labels[order[i]];
            }
            Map<String, Tensor> batch = new LinkedHashMap<>();
            batch.put(TrainingGraph.FEATURES, Tensor.of(features, to - from, width));
            batch.put(graph.labels(), Tensor.labels(codes));
            for (DropoutMask mask : graph.masks()) {
                Tensor drawn = Tensor.allocate(ElementType.FLOAT, to - from, mask.width());
                mask.draw(random, drawn);
                batch.put(mask.input(), drawn);
            }
            Map<String, Tensor> results = session.run(batch);
            float loss = session.loss(results);
            if (!Float.isFinite(loss)) {
                throw new BulwarkException(
                        "TRAINING_DIVERGED",
                        "the loss is no longer a number after " + optimiser.steps() + " steps",
                        "lower model.fit.learning-rate in bulwark.yaml");
            }
            optimiser.step(settings.learningRate(), session.gradients());
            fold(results, to - from);
            return loss;
        }

        /** Moves the running statistics towards those of the batch. */
        private void fold(Map<String, Tensor> results, int batch) {
            for (BatchStatistic statistic : graph.statistics()) {
                if ((long) batch * statistic.positions() < 2) {
                    continue; // A single value has no variance.
                }
                Map<String, float[]> fresh = new LinkedHashMap<>();
                for (String name : List.of(statistic.meanOutput(), statistic.varianceOutput())) {
                    fresh.put(name, output(results, name).floats());
                }
                statistic.update(buffers, fresh, batch, STATISTICS_MOMENTUM);
            }
        }

        /** Fisher and Yates. */
        private int[] shuffled(int count) {
            int[] order = new int[count];
            for (int i = 0; i < count; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            return order;
        }
    }
}
