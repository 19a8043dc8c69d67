package dev.bulwark.verification.bench;

import dev.bulwark.onnx.optimise.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The same network in libtorch, with its own convolutions, automatic differentiation and SGD. */
abstract class LibtorchContender implements Contender {
    private static final float STEP = 2;

    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Map<String, Tensor> fixed = new LinkedHashMap<>();
    private final Tensor pictures;
    private final Tensor attacked;
    private final Tensor labels;
    private final SGD sgd;
    private boolean training;

    LibtorchContender(List<Parameter> parameters, Mnist mnist, int batch) {
        long side = Mnist.SIDE;
        pictures = Tensor.create(mnist.pixels(), batch, 1, side, side);
        attacked = Tensor.create(mnist.pixels(), batch, 1, side, side);
        long[] classes = new long[batch];
        for (int i = 0; i < batch; i++) {
            classes[i] = mnist.labels()[i];
        }
        labels = Tensor.create(classes, batch);
        List<Tensor> all = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Tensor value = Tensor.create(parameter.values(), parameter.shape());
            // Our dense weights are [in, out]; libtorch's own layers keep [out, in].
            Tensor own = parameter.shape().length == 2 ? value.t().contiguous() : value.clone();
            fixed.put(parameter.name(), own.clone());
            own.set_requires_grad(true);
            weights.put(parameter.name(), own);
            all.add(own);
        }
        sgd =
                new SGD(
                        new TensorVector(all.toArray(new Tensor[0])),
                        new SGDOptions(CnnBenchmark.RATE));
    }

    /** Class scores of scaled pictures. */
    abstract Tensor logits(Tensor scaled);

    /** Whether batch normalisation uses the batch's statistics. */
    boolean training() {
        return training;
    }

    Tensor weight(String name) {
        return Objects.requireNonNull((training ? weights : fixed).get(name), name);
    }

    Tensor conv(Tensor x, String name, int stride, int padding, boolean bias) {
        return torch.conv2d(
                x,
                weight(name + ".weight"),
                bias ? new TensorOptional(weight(name + ".bias")) : new TensorOptional(),
                new long[] {stride, stride},
                new long[] {padding, padding},
                new long[] {1, 1},
                1);
    }

    Tensor dense(Tensor x, String name) {
        return torch.linear(
                x, weight(name + ".weight"), new TensorOptional(weight(name + ".bias")));
    }

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public float run(Work work) {
        training = work == Work.TRAINING_STEP;
        try (PointerScope _ = new PointerScope()) {
            return switch (work) {
                case FORWARD -> forward();
                case INPUT_GRADIENT -> attack();
                case TRAINING_STEP -> train();
            };
        }
    }

    private Tensor loss(Tensor input) {
        return torch.cross_entropy_loss(logits(input.mul(new Scalar(1 / 255f))), labels);
    }

    private float forward() {
        try (NoGradGuard _ = new NoGradGuard()) {
            return loss(pictures).item_float();
        }
    }

    private float attack() {
        Tensor input = pictures.detach().requires_grad_(true);
        Tensor loss = loss(input);
        loss.backward();
        try (NoGradGuard _ = new NoGradGuard()) {
            attacked.add_(input.grad().sign(), new Scalar(STEP));
            attacked.clamp_(
                    new ScalarOptional(new Scalar(0f)), new ScalarOptional(new Scalar(255f)));
        }
        return loss.item_float();
    }

    private float train() {
        sgd.zero_grad();
        Tensor loss = loss(pictures);
        loss.backward();
        sgd.step();
        return loss.item_float();
    }

    @Override
    public void close() {
        sgd.close();
    }
}
