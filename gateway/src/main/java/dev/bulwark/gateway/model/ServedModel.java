package dev.bulwark.gateway.model;

import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.exchange.ModelCall;
import dev.bulwark.kernel.exchange.NamedTensors;
import dev.bulwark.sandbox.pipe.Answer;
import dev.bulwark.sandbox.supervise.ChildState;
import dev.bulwark.sandbox.supervise.Supervisor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** A model and the supervised worker that answers for it. */
public final class ServedModel implements AutoCloseable {
    private static final int RETRY_BUSY_SECONDS = 1;
    private static final int RETRY_GATE_SECONDS = 60;

    private final ModelContract contract;
    private final Supervisor supervisor;
    private final Duration timeout;

    /** What came of asking the model. */
    public sealed interface Prediction {
        /** Its outputs, not yet held against the contract. */
        record Made(NamedTensors outputs) implements Prediction {}

        /** It did not answer. */
        record NotMade(HttpProblem problem) implements Prediction {}
    }

    private ServedModel(ModelContract contract, Supervisor supervisor, Duration timeout) {
        this.contract = contract;
        this.supervisor = supervisor;
        this.timeout = timeout;
    }

    /**
     * Begins to serve; the worker starts in the background.
     *
     * @param contract of the model
     * @param source of its bytes and its admission
     * @param settings of the worker
     * @param watch finds overdue calls
     * @param clock of the supervisor
     * @param listener is told each state of the worker; must not block
     */
    public static ServedModel serve(
            ModelContract contract,
            ModelSource source,
            WorkerSettings settings,
            ScheduledExecutorService watch,
            InstantSource clock,
            Consumer<ChildState> listener) {
        Supervisor supervisor =
                Supervisor.start(
                        new WorkerStarter(contract, source, settings, watch),
                        settings.restarts(),
                        settings.review(),
                        clock,
                        listener);
        return new ServedModel(contract, supervisor, settings.answer());
    }

    /** What it takes and gives. */
    public ModelContract contract() {
        return contract;
    }

    /** Why it cannot answer now; empty if it can. */
    public Optional<HttpProblem> notReady() {
        return switch (supervisor.state()) {
            case ChildState.Ready _ -> Optional.empty();
            case ChildState.Denied(Problem problem) ->
                    Optional.of(
                            HttpProblem.passing(
                                    ProblemKind.GATE_REFUSED,
                                    "admission refuses with "
                                            + problem.code()
                                            + "; the operator finds the reason in the log",
                                    RETRY_GATE_SECONDS));
            case ChildState.Quarantined _ ->
                    Optional.of(
                            HttpProblem.of(
                                    ProblemKind.MODEL_NOT_READY,
                                    "its worker kept failing and is quarantined; the operator must"
                                            + " look after it"));
            case ChildState.Starting _, ChildState.Pausing _, ChildState.Stopped _ ->
                    Optional.of(
                            HttpProblem.passing(
                                    ProblemKind.MODEL_NOT_READY,
                                    "its worker is not running; try again soon",
                                    RETRY_BUSY_SECONDS));
        };
    }

    /** Asks the model; completes on the thread that reads the worker's pipe, and never fails. */
    public CompletionStage<Prediction> predict(NamedTensors inputs) {
        return supervisor
                .call(ModelCall.PREDICT.operation(), inputs.toBytes(), timeout)
                .thenApply(this::prediction);
    }

    private Prediction prediction(Answer answer) {
        return switch (answer) {
            case Answer.Reply(Bytes payload) -> outputs(payload);
            case Answer.Refused _ ->
                    notMade(
                            HttpProblem.of(
                                    ProblemKind.MODEL_FAILED,
                                    "the model's worker could not answer this request"));
            case Answer.Busy _ ->
                    notMade(
                            HttpProblem.passing(
                                    ProblemKind.OVERLOADED,
                                    "as many requests wait as may wait",
                                    RETRY_BUSY_SECONDS));
            case Answer.TimedOut(Duration after) ->
                    notMade(
                            HttpProblem.passing(
                                    ProblemKind.MODEL_TOO_SLOW,
                                    "there was no answer within " + after.toMillis() + " ms",
                                    RETRY_BUSY_SECONDS));
            case Answer.Gone _ ->
                    notMade(
                            HttpProblem.passing(
                                    ProblemKind.MODEL_NOT_READY,
                                    "its worker ended before it answered; it is started again",
                                    RETRY_BUSY_SECONDS));
        };
    }

    private static Prediction outputs(Bytes payload) {
        try {
            return new Prediction.Made(NamedTensors.parse(payload));
        } catch (BulwarkException e) {
            return notMade(
                    HttpProblem.of(
                            ProblemKind.MODEL_FAILED,
                            "the model's worker gave an answer that cannot be read"));
        }
    }

    private static Prediction notMade(HttpProblem problem) {
        return new Prediction.NotMade(problem);
    }

    /** Stops the worker. */
    @Override
    public void close() {
        supervisor.close();
    }
}
