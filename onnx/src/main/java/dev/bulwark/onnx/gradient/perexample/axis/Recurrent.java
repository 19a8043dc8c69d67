package dev.bulwark.onnx.gradient.perexample.axis;

/** Recurrences: axis 0 is time, the batch is axis 1; with layout 1 the batch is axis 0. */
final class Recurrent {
    private Recurrent() {}

    static Examples sequence(AxisNode n, int output) {
        boolean batchFirst = n.node().intAttribute("layout", 0) != 0;
        Examples wanted = Examples.along(batchFirst ? 0 : 1);
        boolean fits = n.in(0).equals(wanted);
        for (int i = 1; i < n.inputs(); i++) {
            Examples own = n.in(i);
            fits &=
                    switch (i) {
                        case 4 -> !n.has(4) || own.equals(Examples.along(0));
                        case 5, 6 -> !n.has(i) || own.equals(wanted);
                        default -> own instanceof Examples.None;
                    };
        }
        if (!fits) {
            return n.mixed("does not have its examples where its batch is");
        }
        if (batchFirst) {
            return wanted;
        }
        return Examples.along(output == 0 ? 2 : 1);
    }
}
