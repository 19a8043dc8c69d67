package dev.bulwark.onnx.gradient;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which of the values differentiated by reach each value; sets are shared where they are equal. */
final class Origins {
    private final List<String> sources;
    private final Map<String, BitSet> reached = new HashMap<>();

    Origins(List<String> sources) {
        this.sources = sources.stream().distinct().toList();
        for (int i = 0; i < this.sources.size(); i++) {
            BitSet one = new BitSet();
            one.set(i);
            reached.put(this.sources.get(i), one);
        }
    }

    /** What reaches {@code read} reaches {@code made} too. */
    void flow(String read, String made) {
        BitSet from = reached.get(read);
        if (from == null) {
            return;
        }
        BitSet there = reached.get(made);
        if (there == null) {
            reached.put(made, from);
        } else if (!there.equals(from)) {
            BitSet union = (BitSet) there.clone();
            union.or(from);
            reached.put(made, union);
        }
    }

    /** The sources that reach a value, in the order asked for. */
    List<String> of(String value) {
        return reached.getOrDefault(value, new BitSet()).stream().mapToObj(sources::get).toList();
    }
}
