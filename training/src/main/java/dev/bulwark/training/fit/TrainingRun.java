package dev.bulwark.training.fit;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.build.BatchStatistic;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.optimise.Adam;
import dev.bulwark.onnx.optimise.Checkpoint;
import dev.bulwark.onnx.optimise.GradientSession;
import dev.bulwark.onnx.optimise.Optimiser;
import dev.bulwark.onnx.optimise.Parameter;
import dev.bulwark.onnx.optimise.ParameterVector;
import dev.bulwark.onnx.optimise.Sgd;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Epochs and steps, from the start or from a checkpoint. */
final class TrainingRun implements AutoCloseable {
    private static final double MOMENTUM = 0.9;

    /** Part of a batch's statistics that enters the running ones (Ioffe and Szegedy 2015). */
    private static final double STATISTICS_MOMENTUM = 0.1;

    private final Network network;
    private final FitSettings settings;
    private final long seed;
    private final PreparedRows rows;
    private final TrainingGraph graph;
    private final ParameterVector values;
    private final Optimiser optimiser;
    private final GradientSession session;
    private final StepFeeds feeds;
    private final long stepsPerEpoch;

    private final Map<String, float[]> buffers;
    private final List<FittedModel.Epoch> history = new ArrayList<>();
    private int best;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private List<Parameter> bestWeights;
    private Map<String, float[]> bestBuffers;
    private long step;
    private double lossSum;

    /** Where a run is written to, and what its files must be of. */
    record Keeping(Checkpoints checkpoints, Digest configuration, Digest dataset) {}

    TrainingRun(Network network, FitSettings settings, long seed, PreparedRows rows, int classes) {
        this.network = network;
        this.settings = settings;
        this.seed = seed;
        this.rows = rows;
        this.stepsPerEpoch = (rows.count() + settings.batch() - 1L) / settings.batch();
        this.buffers = network.buffers();
        this.bestWeights = network.parameters();
        this.bestBuffers = copyOfBuffers();
        this.graph =
                network.training(
                        Network.Rows.PREPARED,
                        settings.technique().softens()
                                ? Network.Labels.SHARES
                                : Network.Labels.CLASSES);
        this.values = ParameterVector.of(bestWeights);
        this.optimiser = optimiser();
        try {
            this.session = new GradientSession(graph.gradients(), values, engine());
        } catch (RuntimeException e) {
            values.close();
            throw e;
        }
        this.feeds = new StepFeeds(rows, graph, settings, classes);
    }

    private EngineOptions engine() {
        return EngineOptions.deterministic().withThreads(settings.technique().threads());
    }

    private Optimiser optimiser() {
        double decay = settings.weightDecay();
        return switch (settings.optimiser()) {
            case ADAM -> new Adam(values, Adam.Settings.defaults().withWeightDecay(decay));
            case SGD -> new Sgd(values, new Sgd.Settings(MOMENTUM, false, decay));
            case NESTEROV -> new Sgd(values, new Sgd.Settings(MOMENTUM, true, decay));
        };
    }

    List<FittedModel.Epoch> history() {
        return history;
    }

    int best() {
        return best;
    }

    List<Parameter> bestWeights() {
        return bestWeights;
    }

    Map<String, float[]> bestBuffers() {
        return bestBuffers;
    }

    /** Runs until the epochs or the patience are used up. */
    void train(Table validation, Progress progress, Optional<Keeping> keeping) {
        keeping.filter(kept -> kept.checkpoints().resume()).ifPresent(this::resume);
        progress.start("fit", settings.epochs() * stepsPerEpoch);
        while (history.size() < settings.epochs() && history.size() - best < settings.patience()) {
            double loss = epoch(progress, keeping);
            FittedModel.Score score = validationScore(validation);
            history.add(new FittedModel.Epoch(loss, score));
            step = 0;
            lossSum = 0;
            if (score.loss() < bestLoss) {
                bestLoss = score.loss();
                best = history.size();
                bestWeights = values.snapshot();
                bestBuffers = copyOfBuffers();
            }
            keeping.ifPresent(this::write);
            progress.step(
                    history.size() * stepsPerEpoch,
                    "epoch %d, loss %.4f, validation %.4f"
                            .formatted(history.size(), loss, score.loss()));
        }
    }

    /** The mean loss over all rows. */
    private double epoch(Progress progress, Optional<Keeping> keeping) {
        int epoch = history.size();
        int[] order = Shuffle.order(rows.count(), seed, epoch);
        while (step < stepsPerEpoch) {
            int from = Math.toIntExact(step * settings.batch());
            int to = Math.min(order.length, from + settings.batch());
            step++;
            lossSum += step(order, from, to, epoch) * (to - from);
            progress.step(epoch * stepsPerEpoch + step, "epoch " + (epoch + 1));
            int every = keeping.map(kept -> kept.checkpoints().everySteps()).orElse(0);
            if (every > 0 && step % every == 0 && step < stepsPerEpoch) {
                keeping.ifPresent(this::write);
            }
        }
        return lossSum / order.length;
    }

    private double step(int[] order, int from, int to, int epoch) {
        Map<String, Tensor> results =
                session.run(feeds.of(order, from, to, Shuffle.generator(seed, epoch, step)));
        float loss = session.loss(results);
        if (!Float.isFinite(loss)) {
            throw new BulwarkException(
                    "TRAINING_DIVERGED",
                    "the loss is no longer a number after " + optimiser.steps() + " steps",
                    "lower model.fit.learning-rate in bulwark.yaml");
        }
        settings.technique().clipping().clip(session.gradientVector());
        double factor =
                settings.technique()
                        .schedule()
                        .factor(optimiser.steps(), settings.epochs() * stepsPerEpoch);
        optimiser.step(settings.learningRate() * factor, session.gradientVector());
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
                Tensor output = results.get(name);
                if (output == null) {
                    throw new IllegalStateException("the graph gave no output '" + name + "'");
                }
                fresh.put(name, output.floats());
            }
            statistic.update(buffers, fresh, batch, STATISTICS_MOMENTUM);
        }
    }

    private FittedModel.Score validationScore(Table validation) {
        try (Session served = Session.open(network.inference(values.snapshot(), buffers))) {
            return Scoring.score(served, validation);
        }
    }

    private Map<String, float[]> copyOfBuffers() {
        Map<String, float[]> copy = new LinkedHashMap<>();
        buffers.forEach((name, array) -> copy.put(name, array.clone()));
        return copy;
    }

    private void write(Keeping keeping) {
        Map<String, float[]> arrays = new LinkedHashMap<>();
        values.snapshot().forEach(p -> arrays.put("value:" + p.name(), p.values()));
        optimiser.state().forEach((name, array) -> arrays.put("state:" + name, array));
        buffers.forEach((name, array) -> arrays.put("buffer:" + name, array));
        bestWeights.forEach(p -> arrays.put("best:" + p.name(), p.values()));
        bestBuffers.forEach((name, array) -> arrays.put("best-buffer:" + name, array));
        new Checkpoint(
                        keeping.configuration(),
                        keeping.dataset(),
                        Map.of(
                                "step",
                                step,
                                "optimiser-steps",
                                optimiser.steps(),
                                "best",
                                (long) best),
                        Map.of(
                                "sums", List.of(lossSum, bestLoss),
                                "train-loss", of(FittedModel.Epoch::trainLoss),
                                "validation-loss", of(epoch -> epoch.validation().loss()),
                                "validation-accuracy", of(epoch -> epoch.validation().accuracy())),
                        arrays)
                .write(keeping.checkpoints().file());
    }

    private List<Double> of(java.util.function.Function<FittedModel.Epoch, Double> part) {
        return history.stream().map(part).toList();
    }

    private void resume(Keeping keeping) {
        if (!Files.exists(keeping.checkpoints().file())) {
            return;
        }
        Checkpoint from =
                Checkpoint.read(
                        keeping.checkpoints().file(), keeping.configuration(), keeping.dataset());
        values.set(with(from.arrays("value:")));
        optimiser.restore(from.counter("optimiser-steps"), from.arrays("state:"));
        buffers.putAll(from.arrays("buffer:"));
        bestWeights = with(from.arrays("best:"));
        bestBuffers = from.arrays("best-buffer:");
        best = Math.toIntExact(from.counter("best"));
        step = from.counter("step");
        lossSum = from.series("sums").get(0);
        bestLoss = from.series("sums").get(1);
        List<Double> losses = from.series("train-loss");
        for (int i = 0; i < losses.size(); i++) {
            history.add(
                    new FittedModel.Epoch(
                            losses.get(i),
                            new FittedModel.Score(
                                    from.series("validation-loss").get(i),
                                    from.series("validation-accuracy").get(i))));
        }
    }

    /** The parameters with other values. */
    private List<Parameter> with(Map<String, float[]> arrays) {
        List<Parameter> parameters = new ArrayList<>();
        for (Parameter own : bestWeights) {
            float[] array = arrays.getOrDefault(own.name(), new float[0]);
            parameters.add(new Parameter(own.name(), own.dimensions(), own.decayed(), array));
        }
        return parameters;
    }

    @Override
    public void close() {
        feeds.close();
        session.close();
        values.close();
    }
}
