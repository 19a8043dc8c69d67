package dev.bulwark.onnx.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.ValueInfo;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model loaded into ONNX Runtime, ready to run. Runs may overlap on several threads; {@link
 * #close} waits for nobody and must come after them.
 *
 * <p><b>Does not guarantee</b> that the model is harmless: the engine is native code. Bytes that
 * came from elsewhere pass {@link dev.bulwark.onnx.graph.OnnxReader} first and are loaded in a
 * confined process.
 */
public final class Session implements AutoCloseable {
    private final OrtSession session;
    private final OrtSession.SessionOptions options;
    private final OrtSession.RunOptions runOptions;
    private final EngineOptions engine;
    private final List<ValueInfo> inputs;
    private final List<ValueInfo> outputs;
    private final Map<String, ValueInfo> inputsByName;
    private final Set<String> outputNames = new LinkedHashSet<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Session(
            OrtSession session,
            OrtSession.SessionOptions options,
            EngineOptions engine,
            List<ValueInfo> inputs)
            throws OrtException {
        this.session = session;
        this.options = options;
        this.engine = engine;
        this.inputs = inputs;
        this.outputs = OrtValues.declared(session.getOutputInfo().values());
        this.inputsByName =
                inputs.stream().collect(Collectors.toMap(ValueInfo::name, Function.identity()));
        outputs.forEach(output -> outputNames.add(output.name()));
        this.runOptions = OrtOptions.run(engine);
        NativeMemory.sessions(1);
    }

    /** Loads a model file's bytes, with {@link EngineOptions#deterministic}. */
    public static Session open(Bytes onnx) {
        return open(onnx, EngineOptions.deterministic());
    }

    /**
     * Loads a model file's bytes.
     *
     * @throws BulwarkException {@code MODEL_NOT_LOADED} if the engine refuses them
     */
    public static Session open(Bytes onnx, EngineOptions engine) {
        return OrtValues.translating(
                "MODEL_NOT_LOADED",
                "the engine cannot load the model",
                "export it again for an operator set that ONNX Runtime 1.28 runs (at most 24)",
                () -> load(onnx.toArray(), engine));
    }

    /** Writes and loads a model. */
    public static Session open(Model model, EngineOptions engine) {
        return open(OnnxWriter.write(model), engine);
    }

    /** Writes and loads a model, with {@link EngineOptions#deterministic}. */
    public static Session open(Model model) {
        return open(model, EngineOptions.deterministic());
    }

    private static Session load(byte[] onnx, EngineOptions engine) throws OrtException {
        EngineThreads.reserve(engine.threads());
        try (Opening opening = new Opening(engine)) {
            OrtSession session = opening.create(onnx);
            List<ValueInfo> inputs = OrtValues.declared(session.getInputInfo().values());
            if (inputs.stream().anyMatch(UnsignedInputs::isUnsigned)) {
                Model signed = UnsignedInputs.reinterpreted(OnnxReader.read(Bytes.of(onnx)));
                session = opening.create(OnnxWriter.write(signed).toArray());
            }
            return opening.done(new Session(session, opening.options, engine, inputs));
        }
    }

    /** Gives back what was taken for a session that could not be opened after all. */
    private static final class Opening implements AutoCloseable {
        private final EngineOptions engine;
        private final OrtSession.SessionOptions options;
        private @Nullable OrtSession session;
        private boolean done;

        Opening(EngineOptions engine) throws OrtException {
            this.engine = engine;
            try {
                this.options = OrtOptions.session(engine);
            } catch (OrtException | RuntimeException e) {
                EngineThreads.release(engine.threads());
                throw e;
            }
        }

        OrtSession create(byte[] onnx) throws OrtException {
            closeSession();
            OrtSession created = OrtValues.environment().createSession(onnx, options);
            session = created;
            return created;
        }

        Session done(Session opened) {
            done = true;
            return opened;
        }

        private void closeSession() throws OrtException {
            OrtSession old = session;
            session = null;
            if (old != null) {
                old.close();
            }
        }

        @Override
        public void close() throws OrtException {
            if (!done) {
                closeSession();
                options.close();
                EngineThreads.release(engine.threads());
            }
        }
    }

    /** What has to be fed, in the model's order. */
    public List<ValueInfo> inputs() {
        return inputs;
    }

    /** What can be computed, in the model's order. */
    public List<ValueInfo> outputs() {
        return outputs;
    }

    /** Computes every output. */
    public Map<String, Tensor> run(Map<String, Tensor> feeds) {
        return run(feeds, outputs.stream().map(ValueInfo::name).toList());
    }

    /**
     * Computes {@code wanted}; the tensors returned are values, which need no closing.
     *
     * @throws IllegalArgumentException if a name is unknown, or a feed has another type or rank
     *     than the model declares
     * @throws BulwarkException {@code MODEL_RUN_FAILED} if the engine refuses the values, e.g. a
     *     category the model does not know
     */
    public Map<String, Tensor> run(Map<String, Tensor> feeds, List<String> wanted) {
        return run(feeds, wanted, Map.of());
    }

    /** Computes one output. */
    public Tensor compute(Map<String, Tensor> feeds, String wanted) {
        return run(feeds, List.of(wanted)).values().iterator().next();
    }

    /**
     * Computes {@code wanted}, and each key of {@code targets} straight into its tensor, which was
     * made by {@link Tensor#allocate} with the exact type and shape of the result: no copy, no
     * garbage.
     *
     * @return the tensors of {@code wanted}
     * @throws IllegalArgumentException as {@link #run(Map, List)}, or if a target is not reusable
     */
    public Map<String, Tensor> run(
            Map<String, Tensor> feeds, List<String> wanted, Map<String, Tensor> targets) {
        requireOutputs(wanted);
        requireOutputs(List.copyOf(targets.keySet()));
        feeds.forEach(this::requireFits);
        for (Map.Entry<String, Tensor> target : targets.entrySet()) {
            if (!target.getValue().isReusable()) {
                throw new IllegalArgumentException(
                        "the target '" + target.getKey() + "' was not made by Tensor.allocate");
            }
        }
        return OrtValues.translating(
                "MODEL_RUN_FAILED",
                "the model cannot be run on these values",
                "check the values against the schema: shapes, categories, missing inputs",
                () -> perform(feeds, wanted, targets));
    }

    private Map<String, Tensor> perform(
            Map<String, Tensor> feeds, List<String> wanted, Map<String, Tensor> targets)
            throws OrtException {
        try (RunScope scope = new RunScope()) {
            Map<String, OnnxTensor> fed = new LinkedHashMap<>();
            Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> feed : feeds.entrySet()) {
                fed.put(engineName(feed.getKey()), OrtValues.toOrt(feed.getValue(), scope));
            }
            for (Map.Entry<String, Tensor> target : targets.entrySet()) {
                pinned.put(target.getKey(), OrtValues.toOrt(target.getValue(), scope));
            }
            Map<String, Tensor> results = new LinkedHashMap<>();
            try (OrtSession.Result result =
                    session.run(fed, new LinkedHashSet<>(wanted), pinned, runOptions)) {
                for (String name : wanted) {
                    results.put(name, OrtValues.toTensor(name, result.get(name)));
                }
            }
            return results;
        }
    }

    private String engineName(String input) {
        ValueInfo declared = inputsByName.get(input);
        return declared != null && UnsignedInputs.isUnsigned(declared)
                ? UnsignedInputs.alias(input)
                : input;
    }

    private void requireFits(String name, Tensor tensor) {
        ValueInfo declared = inputsByName.get(name);
        if (declared == null) {
            throw new IllegalArgumentException(
                    "the model has no input '%s'; it has %s"
                            .formatted(name, inputsByName.keySet()));
        }
        OrtValues.requireFits(declared, tensor);
    }

    private void requireOutputs(List<String> wanted) {
        for (String name : wanted) {
            if (!outputNames.contains(name)) {
                throw new IllegalArgumentException(
                        "the model has no output '%s'; it has %s".formatted(name, outputNames));
            }
        }
    }

    /** How it computes. */
    public EngineOptions engine() {
        return engine;
    }

    /** Frees the native memory and the engine's threads; twice is once. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        NativeMemory.sessions(-1);
        EngineThreads.release(engine.threads());
        OrtValues.translating(
                "MODEL_NOT_CLOSED",
                "the engine failed to close the model",
                "restart the process",
                () -> {
                    session.close();
                    runOptions.close();
                    options.close();
                    return true;
                });
    }
}
