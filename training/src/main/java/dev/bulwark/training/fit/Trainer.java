package dev.bulwark.training.fit;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Split;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.NetworkSpec;
import dev.bulwark.onnx.build.Networks;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.run.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Fits networks.
 *
 * <p>Rows are prepared once, by the same nodes that the served graph begins with, and kept outside
 * the heap. After each epoch the validation rows are scored; the weights of the best epoch are kept
 * (early stopping: Prechelt 1998). The same seed and number of threads give the same bytes on any
 * number of cores, and training that was killed and resumed gives the bytes of training that was
 * not.
 *
 * <p>Cost: {@code epochs} times one forward and backward pass over the training rows.
 */
public final class Trainer {
    private Trainer() {}

    /** Fits a model and keeps nothing on the way. */
    public static FittedModel fit(
            String name,
            Table table,
            Split split,
            Preparation preparation,
            FitSettings settings,
            long seed,
            Progress progress) {
        return fit(name, table, split, preparation, settings, seed, progress, Optional.empty());
    }

    /**
     * Fits a model to the training rows of a table.
     *
     * @param name the model's name
     * @param split its test rows are not looked at
     * @param preparation of every feature column, in schema order
     * @param checkpoints where to keep what a resumed run needs, if anywhere
     * @throws BulwarkException {@code TRAINING_DIVERGED} if the loss stops being a number; as
     *     {@link dev.bulwark.onnx.optimise.Checkpoint#read} if a checkpoint cannot be resumed from
     */
    public static FittedModel fit(
            String name,
            Table table,
            Split split,
            Preparation preparation,
            FitSettings settings,
            long seed,
            Progress progress,
            Optional<Checkpoints> checkpoints) {
        Network network = network(table.schema(), preparation, settings, seed);
        Table train = table.select(split.train());
        Table validation = table.select(split.validation());
        int classes = table.schema().classes().size();
        FittedModel fitted;
        try (PreparedRows rows = PreparedRows.of(network, train);
                TrainingRun run = new TrainingRun(network, settings, seed, rows, classes)) {
            Optional<TrainingRun.Keeping> keeping =
                    checkpoints.map(kept ->
                            new TrainingRun.Keeping(
                                    kept,
                                    configuration(settings, seed, table.schema(), preparation),
                                    dataset(rows, network, validation)));
            run.train(validation, progress, keeping);
            fitted = finish(name, network, run, train, validation, settings, seed);
        }
        checkpoints.ifPresent(Trainer::delete);
        progress.finish(
                "%d epochs, best %d, validation accuracy %.3f"
                        .formatted(
                                fitted.history().size(),
                                fitted.bestEpoch(),
                                fitted.validation().accuracy()));
        return fitted;
    }

    private static Network network(
            Schema schema, Preparation preparation, FitSettings settings, long seed) {
        return Networks.build(
                new NetworkSpec(
                        schema, preparation, settings.architecture(), settings.dropout(), seed));
    }

    private static FittedModel finish(
            String name,
            Network network,
            TrainingRun run,
            Table train,
            Table validation,
            FitSettings settings,
            long seed) {
        ModelArtifact model =
                new ModelArtifact(
                        name,
                        OnnxWriter.write(network.inference(run.bestWeights(), run.bestBuffers())),
                        train.schema());
        try (Session session = Session.open(model.onnx())) {
            return new FittedModel(
                    model,
                    settings,
                    seed,
                    run.history(),
                    run.best(),
                    run.history().size() < settings.epochs(),
                    Scoring.score(session, train),
                    Scoring.score(session, validation));
        }
    }

    /** All that was asked for, the place of a checkpoint among others included. */
    public static Digest configuration(
            FitSettings settings, long seed, Schema schema, Preparation preparation) {
        return Json.obj(
                        "settings", settings.toJson(),
                        "seed", String.valueOf(seed),
                        "schema", schema.toJson(),
                        "preparation", preparation.toJson())
                .digest();
    }

    private static Digest dataset(PreparedRows rows, Network network, Table validation) {
        MessageDigest digest = Digest.sha256();
        rows.addTo(digest);
        try (PreparedRows judged = PreparedRows.of(network, validation)) {
            judged.addTo(digest);
        }
        return Digest.ofRaw(digest.digest());
    }

    private static void delete(Checkpoints checkpoints) {
        try {
            Files.deleteIfExists(checkpoints.file());
        } catch (IOException e) {
            throw new BulwarkException(
                    "CHECKPOINT_NOT_DELETED",
                    "the checkpoint '" + checkpoints.file() + "' of a finished run stays",
                    "delete it by hand",
                    e);
        }
    }
}
