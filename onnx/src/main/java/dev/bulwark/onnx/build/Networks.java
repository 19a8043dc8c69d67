package dev.bulwark.onnx.build;

import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.onnx.build.layer.Activation;
import dev.bulwark.onnx.build.layer.Attention;
import dev.bulwark.onnx.build.layer.BatchNorm;
import dev.bulwark.onnx.build.layer.Convolution;
import dev.bulwark.onnx.build.layer.Dense;
import dev.bulwark.onnx.build.layer.Dropout;
import dev.bulwark.onnx.build.layer.Initial;
import dev.bulwark.onnx.build.layer.Layer;
import dev.bulwark.onnx.build.layer.LayerNorm;
import dev.bulwark.onnx.build.layer.PatchEmbedding;
import dev.bulwark.onnx.build.layer.Pooling;
import dev.bulwark.onnx.build.layer.Residual;
import dev.bulwark.onnx.build.layer.Token;
import dev.bulwark.onnx.build.layer.WideAndDeepColumns;
import java.util.ArrayList;
import java.util.List;

/** Builds networks: each architecture is a list of layers, and every graph comes from it. */
public final class Networks {
    private static final int STAGES = 3;
    private static final int FIRST_CHANNELS = 16;
    private static final double TRANSFORMER_DEVIATION = 0.02;

    private Networks() {}

    /** The network of {@code spec}. */
    public static Network build(NetworkSpec spec) {
        Layer layers =
                switch (spec.architecture()) {
                    case Architecture.Mlp mlp -> mlp(mlp, spec);
                    case Architecture.LeNet leNet -> leNet(leNet, spec);
                    case Architecture.ResNet resNet -> resNet(resNet, spec);
                    case Architecture.VisionTransformer transformer ->
                            transformer(transformer, spec);
                    case Architecture.WideAndDeep wideAndDeep -> wideAndDeep(wideAndDeep, spec);
                };
        return new LayeredNetwork(spec, layers);
    }

    private static int classes(NetworkSpec spec) {
        return spec.schema().classes().size();
    }

    private static Layer mlp(Architecture.Mlp mlp, NetworkSpec spec) {
        List<Layer> layers = new ArrayList<>();
        dense(layers, "layer", mlp.hidden(), mlp.batchNorm(), spec.dropout());
        layers.add(Dense.classifier(classes(spec)));
        return Layer.sequence(layers);
    }

    private static void dense(
            List<Layer> layers,
            String stem,
            List<Integer> widths,
            boolean batchNorm,
            double dropout) {
        for (int i = 0; i < widths.size(); i++) {
            String name = stem + (i + 1);
            layers.add(new Dense(name, widths.get(i), !batchNorm, new Initial.He()));
            if (batchNorm) {
                layers.add(new BatchNorm(name));
            }
            layers.add(Activation.RELU);
            layers.add(new Dropout(name, dropout));
        }
    }

    private static Layer leNet(Architecture.LeNet leNet, NetworkSpec spec) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < leNet.channels().size(); i++) {
            int channels = leNet.channels().get(i);
            layers.add(Convolution.same("conv" + (i + 1), channels, leNet.kernel(), 1, true));
            layers.add(Activation.RELU);
            layers.add(Pooling.max(2));
        }
        layers.add(Pooling.flatten());
        dense(layers, "dense", leNet.dense(), false, spec.dropout());
        layers.add(Dense.classifier(classes(spec)));
        return Layer.sequence(layers);
    }

    private static Layer resNet(Architecture.ResNet resNet, NetworkSpec spec) {
        List<Layer> layers = new ArrayList<>();
        layers.add(normalised("conv1", FIRST_CHANNELS, 3, 1));
        layers.add(Activation.RELU);
        for (int stage = 0; stage < STAGES; stage++) {
            for (int block = 0; block < resNet.blocks(); block++) {
                boolean smaller = stage > 0 && block == 0;
                String name = "stage%d.block%d".formatted(stage + 1, block + 1);
                layers.add(block(name, FIRST_CHANNELS << stage, smaller));
                layers.add(Activation.RELU);
            }
        }
        layers.add(Pooling.globalAverage());
        layers.add(new Dropout("pool", spec.dropout()));
        layers.add(Dense.classifier(classes(spec)));
        return Layer.sequence(layers);
    }

    private static Layer block(String name, int channels, boolean smaller) {
        int stride = smaller ? 2 : 1;
        Layer body =
                Layer.sequence(
                        normalised(name + ".conv1", channels, 3, stride),
                        Activation.RELU,
                        normalised(name + ".conv2", channels, 3, 1));
        return smaller
                ? new Residual(body, normalised(name + ".shortcut", channels, 1, stride))
                : Residual.identity(body);
    }

    private static Layer normalised(String name, int channels, int kernel, int stride) {
        return Layer.sequence(
                Convolution.same(name, channels, kernel, stride, false), new BatchNorm(name));
    }

    private static Layer transformer(Architecture.VisionTransformer vit, NetworkSpec spec) {
        Initial initial = new Initial.TruncatedNormal(TRANSFORMER_DEVIATION);
        List<Layer> layers = new ArrayList<>();
        layers.add(new PatchEmbedding("embedding", vit.patch(), vit.width(), initial));
        layers.add(new Dropout("embedding", spec.dropout()));
        for (int i = 1; i <= vit.depth(); i++) {
            String name = "block" + i;
            layers.add(
                    Residual.identity(
                            Layer.sequence(
                                    new LayerNorm(name + ".norm1"),
                                    new Attention(name + ".attention", vit.heads(), initial))));
            layers.add(
                    Residual.identity(
                            Layer.sequence(
                                    new LayerNorm(name + ".norm2"),
                                    new Dense(name + ".dense1", vit.hidden(), true, initial),
                                    Activation.GELU,
                                    new Dropout(name + ".dense1", spec.dropout()),
                                    new Dense(name + ".dense2", vit.width(), true, initial))));
        }
        layers.add(new LayerNorm("norm"));
        layers.add(new Token(0));
        layers.add(Dense.classifier(classes(spec)));
        return Layer.sequence(layers);
    }

    private static Layer wideAndDeep(Architecture.WideAndDeep architecture, NetworkSpec spec) {
        List<WideAndDeepColumns.Column> columns = new ArrayList<>();
        for (FeaturePreparation feature : spec.preparation().features()) {
            int categories =
                    feature instanceof FeaturePreparation.OneHot(_, List<String> names)
                            ? names.size()
                            : 0;
            columns.add(new WideAndDeepColumns.Column(feature.column(), categories));
        }
        List<Layer> deep = new ArrayList<>();
        dense(deep, "deep", architecture.deep(), false, spec.dropout());
        return new WideAndDeepColumns(
                columns, architecture.embedding(), Layer.sequence(deep), classes(spec));
    }
}
