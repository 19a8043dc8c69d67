package dev.bulwark.cli.path;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.training.fit.Checkpoints;
import dev.bulwark.training.fit.FittedModel;
import dev.bulwark.training.fit.Trainer;
import dev.bulwark.training.provenance.Provenance;
import dev.bulwark.training.provenance.TrainingEvidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Training: from prepared data to a stored model with its provenance. */
public final class TrainStage {
    private static final long GIT_SECONDS = 5;
    private static final int LONGEST_REVISION = 64;

    private TrainStage() {}

    /** Fits, stores and vouches for a model, from the start. */
    public static FittedModel train(Run run, DataStage.Prepared data) throws IOException {
        return train(run, data, false);
    }

    /**
     * Fits, stores and vouches for a model.
     *
     * @param resume whether to go on from the checkpoint of this configuration, if there is one
     */
    public static FittedModel train(Run run, DataStage.Prepared data, boolean resume)
            throws IOException {
        run.heading("train");
        Instant started = run.now();
        FittedModel fitted =
                Trainer.fit(
                        run.file().system().name(),
                        data.dataset().table(),
                        data.split(),
                        data.preparation(),
                        Declarations.fit(run.file()),
                        run.file().seed(),
                        run.progress(),
                        Optional.of(checkpoints(run, data, resume)));
        store(run, fitted.model());
        run.terminal()
                .line(
                        "    model %s, %,d bytes; generalisation gap %.3f"
                                .formatted(
                                        fitted.model().digest().abbreviated(),
                                        fitted.model().onnx().size(),
                                        fitted.generalisationGap()));
        Instant finished = run.now();
        run.record(
                Provenance.describe(
                        fitted,
                        materials(run, data),
                        revision(run.workspace().folder().root()),
                        started,
                        finished));
        run.record(TrainingEvidence.regularisation(fitted, finished));
        run.record(TrainingEvidence.inputSchema(fitted, finished));
        return fitted;
    }

    private static Checkpoints checkpoints(Run run, DataStage.Prepared data, boolean resume) {
        Digest configuration =
                Trainer.configuration(
                        Declarations.fit(run.file()),
                        run.file().seed(),
                        data.dataset().table().schema(),
                        data.preparation());
        Path file = run.workspace().folder().checkpoints(configuration).resolve("checkpoint");
        if (resume) {
            run.terminal()
                    .line(
                            Files.exists(file)
                                    ? "    goes on from '" + file + "'"
                                    : "    no checkpoint of this configuration: starts anew");
        }
        return new Checkpoints(file, 0, resume);
    }

    private static List<Artifact> materials(Run run, DataStage.Prepared data) throws IOException {
        byte[] configuration = Files.readAllBytes(run.workspace().folder().configuration());
        return List.of(
                data.dataset().artifact(),
                new Artifact(
                        Artifact.Kind.CONFIGURATION, "bulwark.yaml", Digest.of(configuration)));
    }

    /** The project's revision, or empty where it is under no version control. */
    private static String revision(Path root) throws IOException {
        try {
            Process git =
                    new ProcessBuilder("git", "-C", root.toString(), "rev-parse", "HEAD")
                            .redirectErrorStream(true)
                            .start();
            git.getOutputStream().close();
            String text =
                    new String(
                            git.getInputStream().readNBytes(LONGEST_REVISION + 1),
                            StandardCharsets.US_ASCII);
            boolean done = git.waitFor(GIT_SECONDS, TimeUnit.SECONDS);
            String revision = text.strip();
            boolean known = done && git.exitValue() == 0 && revision.matches("[0-9a-f]{40,64}");
            return known ? revision : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BulwarkException("INTERRUPTED", "training was interrupted", "run again", e);
        } catch (IOException e) {
            // No git on this machine: then provenance names no revision, as for an export.
            return "";
        }
    }

    private static void store(Run run, ModelArtifact model) throws IOException {
        Path folder = run.workspace().folder().model(model.digest());
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "model", ".part");
        Files.write(part, model.onnx().toArray());
        Files.move(
                part,
                folder.resolve("model.onnx"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The model that was trained last.
     *
     * @throws BulwarkException if there is none, or its file is not what its provenance says
     */
    public static ModelArtifact last(Run run) throws IOException {
        var provenance =
                dev.bulwark.cli.project.Workspace.newest(
                                run.workspace().verified(), Provenance.PREDICATE_TYPE)
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "MODEL_MISSING",
                                        "no model has been trained here yet",
                                        "run 'bulwark train' or 'bulwark run' first"));
        Digest digest = provenance.statement().subjects().getFirst().digest();
        Path file = run.workspace().folder().model(digest).resolve("model.onnx");
        if (!Files.isRegularFile(file)) {
            throw new BulwarkException(
                    "MODEL_FILE_MISSING",
                    "there is no file '" + file + "'",
                    "restore it, or train again: the same seed gives the same bytes");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!Digest.of(bytes).equals(digest)) {
            throw new BulwarkException(
                    "MODEL_CHANGED",
                    "'%s' is %s, its provenance says %s"
                            .formatted(file, Digest.of(bytes).abbreviated(), digest.abbreviated()),
                    "restore it, or train again: the same seed gives the same bytes");
        }
        return new ModelArtifact(
                run.file().system().name(),
                Bytes.of(bytes),
                DataStage.reread(run).dataset().table().schema());
    }
}
