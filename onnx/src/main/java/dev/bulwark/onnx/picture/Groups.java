package dev.bulwark.onnx.picture;

import dev.bulwark.onnx.picture.Diagram.Box;
import dev.bulwark.onnx.picture.Diagram.Edge;
import dev.bulwark.onnx.picture.Diagram.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The boxes that are drawn: all of them, or where they are too many, runs of neighbours as one.
 * Boxes stand in topological order, so that arrows between runs still go one way.
 *
 * @param boxes at most {@link #MOST_BOXES}
 * @param edges between them
 * @param largest most boxes drawn as one; 1 where each stands for itself
 */
record Groups(List<Box> boxes, List<Edge> edges, int largest) {
    /** More boxes are no picture; it also bounds what layout costs. */
    static final int MOST_BOXES = 240;

    /** Into how many runs the boxes of a larger graph are cut: few enough to be read. */
    private static final int RUNS = 60;

    private static final int MOST_NAMED = 4;

    static Groups of(Diagram diagram) {
        List<Box> all = diagram.boxes();
        if (all.size() <= MOST_BOXES) {
            return new Groups(all, diagram.edges(), 1);
        }
        int length = Math.ceilDiv(all.size(), RUNS);
        List<Box> grouped = new ArrayList<>();
        for (int from = 0; from < all.size(); from += length) {
            int to = Math.min(all.size(), from + length);
            int nodes = 0;
            for (int i = from; i < to; i++) {
                nodes += diagram.nodesOf(i);
            }
            grouped.add(new Box(group(all.subList(from, to), nodes)));
        }
        Set<Edge> edges = new LinkedHashSet<>();
        for (Edge edge : diagram.edges()) {
            int from = edge.from() / length;
            int to = edge.to() / length;
            if (from != to) {
                edges.add(new Edge(from, to, ""));
            }
        }
        return new Groups(grouped, List.copyOf(edges), length);
    }

    private static Row group(List<Box> boxes, int nodes) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Box box : boxes) {
            for (Row row : box.rows()) {
                String name =
                        switch (row.kind()) {
                            case INPUT -> "inputs";
                            case OUTPUT -> "outputs";
                            case LINEAR,
                                    RECURRENT,
                                    NORMALISATION,
                                    ACTIVATION,
                                    POOLING,
                                    LOOKUP,
                                    SHAPE,
                                    ARITHMETIC,
                                    GROUP ->
                                    row.title();
                        };
                counts.merge(name, 1, Integer::sum);
            }
        }
        List<String> named =
                counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .toList();
        String detail = String.join(", ", named.subList(0, Math.min(MOST_NAMED, named.size())));
        return new Row(
                OperatorKind.GROUP,
                nodes == 0 ? boxes.size() + " ends" : nodes + " nodes",
                detail + (named.size() > MOST_NAMED ? ", …" : ""),
                "",
                String.join("\n", named));
    }
}
