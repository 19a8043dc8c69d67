package dev.bulwark.server;

import dev.bulwark.gateway.Gateway;
import dev.bulwark.gateway.authenticate.ApiKeys;
import dev.bulwark.gateway.authenticate.Authenticator;
import dev.bulwark.gateway.authenticate.Scope;
import dev.bulwark.gateway.limit.AttemptLimit;
import dev.bulwark.gateway.model.ServedModel;
import dev.bulwark.gateway.model.WorkerSettings;
import dev.bulwark.gateway.protocol.InferenceLimits;
import dev.bulwark.governance.gate.ExceptionUse;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.sandbox.supervise.ChildState;
import dev.bulwark.server.admission.ProjectModel;
import dev.bulwark.server.http.EventLog;
import dev.bulwark.server.http.HttpEdge;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The parts of a server that is up, and their end. */
final class RunningServer implements AutoCloseable {
    private static final int DECODING_THREADS = 2;
    private static final int DECODING_WAITING = 32;
    private static final int KEYS_REFRESH_SECONDS = 1;

    private final ServedModel model;
    private final Gateway gateway;
    private final ApiKeys keys;
    private final EventLog log;
    private final ScheduledExecutorService watch;
    private final ThreadPoolExecutor decoding;
    private final CountDownLatch settled = new CountDownLatch(1);
    private boolean keysBroken;

    /**
     * Starts the worker of {@code model} in the background.
     *
     * @param model that is served
     * @param workers how its worker runs
     * @param keys that are known
     * @param limits of a request
     * @param log of events
     */
    RunningServer(
            ProjectModel model,
            WorkerSettings workers,
            ApiKeys keys,
            InferenceLimits limits,
            EventLog log) {
        this.keys = keys;
        this.log = log;
        this.watch =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("watch").daemon().factory());
        this.decoding =
                new ThreadPoolExecutor(
                        DECODING_THREADS,
                        DECODING_THREADS,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(DECODING_WAITING),
                        Thread.ofPlatform().name("decoding-", 0).daemon().factory());
        this.model =
                ServedModel.serve(
                        model.contract(),
                        model.witnessedBy(this::decided),
                        workers,
                        watch,
                        InstantSource.system(),
                        this::changed);
        this.gateway = new Gateway(List.of(this.model), limits);
        var _ =
                watch.scheduleWithFixedDelay(
                        this::refreshKeys,
                        KEYS_REFRESH_SECONDS,
                        KEYS_REFRESH_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** What answers the requests. */
    HttpEdge edge(Vertx vertx) {
        InstantSource clock = InstantSource.system();
        return new HttpEdge(
                vertx,
                gateway,
                new Authenticator(keys, new AttemptLimit(System::nanoTime), clock),
                decoding,
                log,
                clock,
                new SecureRandom());
    }

    /** Whether the worker answers, once it has started or failed for the first time. */
    boolean awaitWorker(long timeoutMillis) throws InterruptedException {
        return settled.await(timeoutMillis, TimeUnit.MILLISECONDS) && model.notReady().isEmpty();
    }

    /** Makes a key when none was ever made, so that the first start can be tried out. */
    Optional<String> firstKey(Instant now) throws IOException {
        return keys.list().isEmpty()
                ? Optional.of(
                        keys.create(
                                        "first key",
                                        EnumSet.allOf(Scope.class),
                                        ApiKeys.DEFAULT_LIFE,
                                        now,
                                        new SecureRandom())
                                .secret())
                : Optional.empty();
    }

    /** How many keys are valid at {@code now}. */
    long validKeys(Instant now) {
        return keys.list().stream().filter(key -> key.isValidAt(now)).count();
    }

    private void changed(ChildState state) {
        Json.Obj event =
                switch (state) {
                    case ChildState.Starting _ -> worker("starting", "");
                    case ChildState.Ready(var child) -> worker("ready", "pid " + child.pid());
                    case ChildState.Pausing(var pause, String why) ->
                            worker("pausing", pause + " after " + why);
                    case ChildState.Denied(var problem) ->
                            worker("denied", problem.code() + ": " + problem.what());
                    case ChildState.Quarantined(String why) -> worker("quarantined", why);
                    case ChildState.Stopped _ -> worker("stopped", "");
                };
        log.tell(event);
        if (!(state instanceof ChildState.Starting)) {
            settled.countDown();
        }
    }

    /** What is served only because two people said so is told whenever the gate is asked. */
    private void decided(GateDecision decision) {
        List<ExceptionUse> leansOn = new ArrayList<>(decision.basis().waivers());
        switch (decision) {
            case GateDecision.Allow _ -> {}
            case GateDecision.Overridden overridden -> leansOn.add(overridden.by());
            case GateDecision.Deny _ -> leansOn.clear(); // the worker's state tells of it
        }
        for (ExceptionUse use : leansOn) {
            log.tell(
                    use.toJson()
                            .with("event", "gate-" + use.kind().id())
                            .with("gate", decision.gate().id())
                            .with(
                                    "refusals",
                                    Json.arr(
                                            decision.reasons().stream()
                                                    .map(GateDecision.Reason::what)
                                                    .toList())));
        }
    }

    private static Json.Obj worker(String state, String detail) {
        return Json.obj("event", "worker", "state", state, "detail", detail);
    }

    /** Sees keys that another process made or revoked; tells once when the file is broken. */
    private void refreshKeys() {
        try {
            keys.refresh();
            keysBroken = false;
        } catch (IOException | BulwarkException e) {
            if (!keysBroken) {
                log.tell(
                        Json.obj(
                                "event",
                                "api-keys-unreadable",
                                "detail",
                                String.valueOf(e.getMessage())));
            }
            keysBroken = true;
        }
    }

    /** No new requests are wanted from now on. */
    void drain() {
        gateway.drain();
    }

    @Override
    public void close() {
        model.close();
        decoding.shutdownNow();
        watch.shutdownNow();
        log.close();
    }
}
