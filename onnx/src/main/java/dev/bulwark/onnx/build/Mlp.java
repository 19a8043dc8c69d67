package dev.bulwark.onnx.build;

/** Builds multilayer perceptrons: {@link Networks#build} for {@link Architecture.Mlp}. */
public final class Mlp {
    private Mlp() {}

    /** The network of {@code spec}. */
    public static Network build(MlpSpec spec) {
        return Networks.build(spec.network());
    }
}
