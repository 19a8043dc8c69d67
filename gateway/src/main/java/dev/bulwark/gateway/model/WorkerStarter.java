package dev.bulwark.gateway.model;

import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.exchange.ModelCall;
import dev.bulwark.kernel.exchange.ModelSignature;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.sandbox.pipe.Answer;
import dev.bulwark.sandbox.process.Child;
import dev.bulwark.sandbox.supervise.Starter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/**
 * Starts the worker of one model: asks its source, launches the process, sends the bytes, and
 * compares what the worker opened with the contract.
 */
final class WorkerStarter implements Starter {
    private final ModelContract contract;
    private final ModelSource source;
    private final WorkerSettings settings;
    private final ScheduledExecutorService watch;

    WorkerStarter(
            ModelContract contract,
            ModelSource source,
            WorkerSettings settings,
            ScheduledExecutorService watch) {
        this.contract = contract;
        this.source = source;
        this.settings = settings;
        this.watch = watch;
    }

    @Override
    public Start start() throws InterruptedException {
        return switch (source.admit()) {
            case ModelSource.Admission.Refused(Problem problem) -> new Start.Denied(problem);
            case ModelSource.Admission.Admitted(Bytes onnx) -> new Start.Started(launch(onnx));
        };
    }

    @Override
    public Optional<Problem> review() {
        return source.review();
    }

    private Child launch(Bytes onnx) throws InterruptedException {
        Child child = Child.launch(settings.program(), settings.folders(), settings.pipe(), watch);
        boolean loaded = false;
        try {
            check(load(child, onnx));
            loaded = true;
            return child;
        } finally {
            if (!loaded) {
                child.close();
            }
        }
    }

    private ModelSignature load(Child child, Bytes onnx) throws InterruptedException {
        try {
            Answer answer =
                    child.pipe()
                            .call(ModelCall.LOAD.operation(), onnx.toArray(), settings.load())
                            .toCompletableFuture()
                            .get();
            return switch (answer) {
                case Answer.Reply(Bytes signature) -> ModelSignature.parse(signature);
                case Answer.Refused(var refusal) ->
                        throw notLoaded("it says " + refusal.code() + ": " + refusal.detail());
                case Answer.TimedOut(var after) -> throw notLoaded("it took over " + after);
                case Answer.Gone(String why) -> throw notLoaded("it ended: " + why);
                case Answer.Busy() -> throw notLoaded("it is busy");
            };
        } catch (ExecutionException e) {
            throw new IllegalStateException("answers never fail", e);
        }
    }

    private void check(ModelSignature signature) {
        if (!signature.digest().equals(contract.digest())) {
            throw notLoaded("it opened other bytes: " + signature.digest().abbreviated());
        }
        Set<String> features =
                contract.schema().features().stream().map(Column::name).collect(Collectors.toSet());
        if (!new HashSet<>(signature.inputs()).equals(features)) {
            throw notLoaded("the model's inputs are not the features of its schema");
        }
        if (!signature
                .outputs()
                .containsAll(List.of(ModelContract.PROBABILITIES, ModelContract.LABEL))) {
            throw notLoaded("the model lacks an output: it has " + signature.outputs());
        }
    }

    private BulwarkException notLoaded(String why) {
        return new BulwarkException(
                "MODEL_NOT_LOADED",
                "the worker did not open model '%s' (%s): %s"
                        .formatted(contract.name(), contract.digest().abbreviated(), why),
                "see the log of the server; run the path again to make the model anew");
    }
}
