package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The activations of a recurrent node, from its settings. */
final class Activations {
    private Activations() {}

    /**
     * The activations of every direction, one behind the other.
     *
     * @param usual those of one direction where the node names none
     * @param directions how many directions it has
     */
    static List<Activation> of(Backward b, List<Activation.Kind> usual, int directions) {
        List<Activation.Kind> kinds = new ArrayList<>();
        if (b.node().attributes().get("activations") instanceof Attribute.OfStrings(var names)) {
            for (Bytes name : names) {
                kinds.add(
                        Activation.Kind.of(b, new String(name.toArray(), StandardCharsets.UTF_8)));
            }
        } else {
            for (int i = 0; i < directions; i++) {
                kinds.addAll(usual);
            }
        }
        if (kinds.size() != usual.size() * directions) {
            throw b.unsupported(
                    "it names %d activations, but needs %d"
                            .formatted(kinds.size(), usual.size() * directions));
        }
        Iterator<Float> alphas = floats(b, "activation_alpha").iterator();
        Iterator<Float> betas = floats(b, "activation_beta").iterator();
        List<Activation> activations = new ArrayList<>();
        for (Activation.Kind kind : kinds) {
            Activation usually = Activation.of(kind);
            activations.add(
                    new Activation(
                                    kind,
                                    kind.hasAlpha() && alphas.hasNext()
                                            ? alphas.next()
                                            : usually.alpha(),
                                    kind.hasBeta() && betas.hasNext()
                                            ? betas.next()
                                            : usually.beta())
                            .complete(b));
        }
        return activations;
    }

    /**
     * Those of an RNN. There the engine takes parameters by position, also for activations that
     * have none, and 0 where none is given: so they must be given.
     */
    static List<Activation> ofRnn(Backward b, List<Activation.Kind> usual, int directions) {
        List<Float> alphas = floats(b, "activation_alpha");
        List<Float> betas = floats(b, "activation_beta");
        List<Activation> activations = new ArrayList<>();
        for (Activation given : of(b, usual, directions)) {
            int at = activations.size();
            Activation.Kind kind = given.kind();
            activations.add(
                    new Activation(
                                    kind,
                                    kind.hasAlpha() ? at(alphas, at) : given.alpha(),
                                    kind.hasBeta() ? at(betas, at) : given.beta())
                            .complete(b));
        }
        return activations;
    }

    private static float at(List<Float> values, int position) {
        return position < values.size() ? values.get(position) : Activation.UNSAID;
    }

    private static List<Float> floats(Backward b, String name) {
        return b.node().attributes().get(name) instanceof Attribute.OfFloats(List<Float> values)
                ? values
                : List.of();
    }
}
