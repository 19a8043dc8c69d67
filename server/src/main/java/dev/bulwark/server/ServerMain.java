package dev.bulwark.server;

import dev.bulwark.gateway.authenticate.ApiKeys;
import dev.bulwark.gateway.model.ModelSource;
import dev.bulwark.gateway.model.WorkerSettings;
import dev.bulwark.gateway.protocol.InferenceLimits;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateExplanation;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Problem;
import dev.bulwark.sandbox.pipe.PipeLimits;
import dev.bulwark.sandbox.process.ChildProgram;
import dev.bulwark.sandbox.supervise.RestartPolicy;
import dev.bulwark.server.admission.ProjectFolder;
import dev.bulwark.server.admission.ProjectModel;
import dev.bulwark.server.http.EventLog;
import dev.bulwark.server.tls.ServerCertificate;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The main class: decides, prepares, serves.
 *
 * <p>Exit status: 0 stopped as asked, 1 failed, 2 wrong arguments, 3 the model may not be served.
 */
@QuarkusMain
public final class ServerMain {
    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENTS = 2;
    private static final int MAY_NOT_SERVE = 3;
    private static final int WORKER_HEAP_MEGABYTES = 128;
    private static final int HEAP_PER_MODEL = 6;

    /** The platform makes its objects itself; this is how they find what main prepared. */
    private static final AtomicReference<Prepared> PREPARED = new AtomicReference<>();

    /** What the platform's objects need. */
    record Prepared(RunningServer server, StartMessage message) {}

    private ServerMain() {}

    /** Serves until it is stopped. */
    @SuppressWarnings("SystemOut") // failures to start are for the terminal
    public static void main(String... line) {
        int status = FAILED;
        try {
            status = serve(ServerArguments.parse(line));
        } catch (BulwarkException e) {
            System.err.println("bulwark serve: " + e.what());
            System.err.println("  fix: " + e.fix());
            if (e.code().equals(ServerArguments.WRONG)) {
                System.err.print(ServerArguments.USAGE);
                status = WRONG_ARGUMENTS;
            }
        } catch (IOException e) {
            System.err.println("bulwark serve: " + e.getMessage());
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    static Prepared prepared() {
        Prepared prepared = PREPARED.get();
        if (prepared == null) {
            throw new IllegalStateException("the server is started by its main class alone");
        }
        return prepared;
    }

    private static int serve(ServerArguments arguments) throws IOException {
        ProjectFolder project = new ProjectFolder(arguments.project());
        Optional<ProjectModel> admitted = admitted(project, arguments.alias());
        if (admitted.isEmpty()) {
            return MAY_NOT_SERVE;
        }
        ProjectModel model = admitted.get();
        Instant now = Instant.now();
        ServerCertificate certificate =
                arguments
                        .certificate()
                        .map(own -> ServerCertificate.given(own.chain(), own.key()))
                        .orElseGet(() ->
                                ServerCertificate.selfSigned(project.tls(), arguments.host(), now));
        ApiKeys keys = ApiKeys.open(project.apiKeys());
        QuarkusSettings.of(arguments, certificate).forEach(System::setProperty);
        arguments.parent().ifPresent(ServerMain::stopWithParent);
        try (WorkerFolders folders = WorkerFolders.in(project.run())) {
            RunningServer server =
                    new RunningServer(
                            model,
                            workers(arguments, project, model, folders),
                            keys,
                            limits(arguments),
                            new EventLog(events(arguments)));
            PREPARED.set(
                    new Prepared(
                            server,
                            new StartMessage(
                                    arguments,
                                    model.contract(),
                                    model.firstDecision(),
                                    certificate)));
            Quarkus.run(ServerApplication.class);
        }
        return 0;
    }

    private static InferenceLimits limits(ServerArguments arguments) {
        return new InferenceLimits(
                arguments.maxBodyBytes(), arguments.maxRows(), InferenceLimits.DEFAULT.values());
    }

    /** The project's model if it may be served; what refuses it is told otherwise. */
    @SuppressWarnings("SystemOut") // why the model may not be served is for the terminal
    private static Optional<ProjectModel> admitted(ProjectFolder project, Optional<String> alias) {
        try {
            ProjectModel model = ProjectModel.open(project, alias, InstantSource.system());
            if (isWorthTelling(model.firstDecision())) {
                System.err.print(GateExplanation.render(model.firstDecision()));
            }
            return switch (model.admit()) {
                case ModelSource.Admission.Admitted(Bytes _) -> Optional.of(model);
                case ModelSource.Admission.Refused(Problem problem) -> refuse(problem);
            };
        } catch (BulwarkException e) {
            return refuse(e.toProblem());
        }
    }

    /** A refusal, and what is served only because two people said so. */
    private static boolean isWorthTelling(GateDecision decision) {
        return switch (decision) {
            case GateDecision.Allow allow -> !allow.basis().waivers().isEmpty();
            case GateDecision.Deny _, GateDecision.Overridden _ -> true;
        };
    }

    @SuppressWarnings("SystemOut")
    private static Optional<ProjectModel> refuse(Problem problem) {
        System.err.println("bulwark serve: the model may not be served: " + problem.what());
        System.err.println("  fix: " + problem.fix());
        return Optional.empty();
    }

    private static WorkerSettings workers(
            ServerArguments arguments,
            ProjectFolder project,
            ProjectModel model,
            WorkerFolders folders) {
        long megabytes = project.model(model.contract().digest()).toFile().length() >> 20;
        ChildProgram program =
                new ChildProgram(
                        ChildProgram.runningJava(),
                        arguments.workerClassPath(),
                        "dev.bulwark.worker.Worker",
                        List.of(),
                        Math.toIntExact(WORKER_HEAP_MEGABYTES + HEAP_PER_MODEL * megabytes),
                        Map.of(),
                        // Must be set before the engine is loaded; later is too late.
                        Map.of("ORT_DISABLE_TELEMETRY", "1"));
        WorkerSettings standard = WorkerSettings.standard(program, folders.folder());
        return new WorkerSettings(
                standard.program(),
                standard.folders(),
                PipeLimits.DEFAULT,
                RestartPolicy.DEFAULT,
                standard.load(),
                standard.answer(),
                Duration.ofSeconds(arguments.reviewSeconds()));
    }

    @SuppressWarnings("SystemOut") // events go to standard error unless a file is named
    private static PrintStream events(ServerArguments arguments) throws IOException {
        return arguments.accessLog().isPresent()
                ? new PrintStream(
                        new FileOutputStream(arguments.accessLog().get().toFile(), true),
                        true,
                        StandardCharsets.UTF_8)
                : System.err;
    }

    private static void stopWithParent(long pid) {
        Optional<ProcessHandle> parent = ProcessHandle.of(pid);
        if (parent.isEmpty()) {
            Quarkus.asyncExit();
            return;
        }
        var _ = parent.get().onExit().thenRun(Quarkus::asyncExit);
    }
}
