package dev.bulwark.verification.bench;

import dev.bulwark.onnx.optimise.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Three stages of one residual block each, with batch normalisation. */
final class LibtorchResNet extends LibtorchContender {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final Map<String, Tensor> means = new HashMap<>();
    private final Map<String, Tensor> variances = new HashMap<>();

    LibtorchResNet(List<Parameter> parameters, Mnist mnist, int batch) {
        super(parameters, mnist, batch);
        for (Parameter parameter : parameters) {
            if (parameter.name().endsWith(".norm.scale")) {
                String layer = parameter.name().replace(".norm.scale", "");
                means.put(layer, torch.zeros(parameter.shape()));
                variances.put(layer, torch.ones(parameter.shape()));
            }
        }
    }

    @Override
    Tensor logits(Tensor scaled) {
        Tensor x = torch.relu(normalised(scaled, "conv1", 1, 1));
        x = block(x, "stage1.block1", 1);
        x = block(x, "stage2.block1", 2);
        x = block(x, "stage3.block1", 2);
        Tensor pooled = torch.adaptive_avg_pool2d(x, 1, 1);
        return dense(torch.flatten(pooled, 1, -1), "output");
    }

    private Tensor block(Tensor x, String name, int stride) {
        Tensor inner = torch.relu(normalised(x, name + ".conv1", stride, 1));
        Tensor body = normalised(inner, name + ".conv2", 1, 1);
        Tensor shortcut = stride == 1 ? x : normalised(x, name + ".shortcut", stride, 0);
        return torch.relu(body.add(shortcut));
    }

    private Tensor normalised(Tensor x, String name, int stride, int padding) {
        return torch.batch_norm(
                conv(x, name, stride, padding, false),
                new TensorOptional(weight(name + ".norm.scale")),
                new TensorOptional(weight(name + ".norm.shift")),
                new TensorOptional(means.get(name)),
                new TensorOptional(variances.get(name)),
                training(),
                MOMENTUM,
                EPSILON,
                true);
    }
}
