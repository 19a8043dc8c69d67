package dev.bulwark.training.fit;

import dev.bulwark.onnx.build.DropoutMask;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.optimise.Mixup;
import dev.bulwark.onnx.run.Batches;
import dev.bulwark.onnx.run.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What a step is fed, through buffers made once: rows, labels and masks. */
final class StepFeeds implements AutoCloseable {
    private final PreparedRows rows;
    private final TrainingGraph graph;
    private final Technique technique;
    private final int classes;
    private final Batches batches;
    private final Optional<Batches> partners;
    private final Optional<Reused> targets;
    private final Map<DropoutMask, Reused> masks = new LinkedHashMap<>();

    /** A buffer for a whole batch, shown as the rows there are. */
    private static final class Reused implements AutoCloseable {
        private final Tensor whole;
        private final int width;
        private Tensor shown;

        Reused(int batch, int width) {
            this.whole = Tensor.allocate(ElementType.FLOAT, batch, width);
            this.width = width;
            this.shown = whole.slice(0, batch, width);
        }

        Tensor of(int rows) {
            if (shown.shape()[0] != rows) {
                shown.close();
                shown = whole.slice(0, rows, width);
            }
            return shown;
        }

        @Override
        public void close() {
            shown.close();
            whole.close();
        }
    }

    StepFeeds(PreparedRows rows, TrainingGraph graph, FitSettings settings, int classes) {
        this.rows = rows;
        this.graph = graph;
        this.technique = settings.technique();
        this.classes = classes;
        int batch = settings.batch();
        boolean soft = technique.softens();
        this.batches = new Batches(rows.source(soft ? List.of() : List.of(graph.labels())), batch);
        this.partners =
                technique.mixup() > 0
                        ? Optional.of(new Batches(rows.source(List.of()), batch))
                        : Optional.empty();
        this.targets = soft ? Optional.of(new Reused(batch, classes)) : Optional.empty();
        graph.masks().forEach(mask -> masks.put(mask, new Reused(batch, mask.width())));
    }

    /** The feeds of the rows {@code order[from]} to before {@code order[to]}. */
    Map<String, Tensor> of(int[] order, int from, int to, RandomGenerator random) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(batches.gather(order, from, to));
        int[] partner = new int[to - from];
        System.arraycopy(order, from, partner, 0, partner.length);
        float share = 1;
        if (partners.isPresent()) {
            share = new Mixup(technique.mixup()).draw(random);
            Shuffle.inPlace(partner, random);
            Map<String, Tensor> others = partners.get().gather(partner, 0, partner.length);
            Mixup.blend(features(feeds), features(others), share);
        }
        if (targets.isPresent()) {
            Tensor target = targets.get().of(to - from);
            target.set(shares(order, from, partner, share));
            feeds.put(graph.labels(), target);
        }
        masks.forEach((mask, buffer) -> {
            Tensor drawn = buffer.of(to - from);
            mask.draw(random, drawn);
            feeds.put(mask.input(), drawn);
        });
        return feeds;
    }

    private static Tensor features(Map<String, Tensor> feeds) {
        Tensor features = feeds.get(TrainingGraph.FEATURES);
        if (features == null) {
            throw new IllegalStateException("a batch has no features");
        }
        return features;
    }

    /** The share of each class in each label, shape [rows, classes], flat. */
    private float[] shares(int[] order, int from, int[] partner, float share) {
        float[] shares = new float[partner.length * classes];
        float spread = (float) (technique.labelSmoothing() / classes);
        float own = (float) (1 - technique.labelSmoothing());
        java.util.Arrays.fill(shares, spread);
        for (int i = 0; i < partner.length; i++) {
            shares[i * classes + rows.label(order[from + i])] += own * share;
            shares[i * classes + rows.label(partner[i])] += own * (1 - share);
        }
        return shares;
    }

    @Override
    public void close() {
        batches.close();
        partners.ifPresent(Batches::close);
        targets.ifPresent(Reused::close);
        masks.values().forEach(Reused::close);
    }
}
