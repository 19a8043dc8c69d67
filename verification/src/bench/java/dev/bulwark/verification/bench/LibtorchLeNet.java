package dev.bulwark.verification.bench;

import dev.bulwark.onnx.optimise.Parameter;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Two convolutions with ReLU and max pooling, and two dense layers. */
final class LibtorchLeNet extends LibtorchContender {
    LibtorchLeNet(List<Parameter> parameters, Mnist mnist, int batch) {
        super(parameters, mnist, batch);
    }

    @Override
    Tensor logits(Tensor scaled) {
        Tensor first = pool(torch.relu(conv(scaled, "conv1", 1, 2, true)));
        Tensor second = pool(torch.relu(conv(first, "conv2", 1, 2, true)));
        Tensor flat = torch.flatten(second, 1, -1);
        return dense(torch.relu(dense(flat, "dense1")), "output");
    }

    private static Tensor pool(Tensor x) {
        return torch.max_pool2d(x, 2, 2);
    }
}
