package dev.bulwark.onnx.picture;

import dev.bulwark.onnx.picture.Diagram.Edge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places boxes in layers, each below all it reads from (Sugiyama et al. 1981): longest paths give
 * the layers, barycentres the order within them, and least squares under the order the positions.
 * Edges over several layers are led around boxes by way points.
 */
final class Layout {
    private static final int SWEEPS = 12;

    /** Beyond, edges are drawn straight from box to box; only knots of edges come here. */
    private static final int MOST_WAY_POINTS = 20_000;

    private static final double GAP = 26;
    private static final double WAY_POINT_WIDTH = 14;

    /** A box, or a point an edge passes on its way. */
    static final class Place {
        final int box;
        final double width;
        final int layer;
        final List<Place> above = new ArrayList<>();
        final List<Place> below = new ArrayList<>();
        double x;
        int order;

        Place(int box, double width, int layer) {
            this.box = box;
            this.width = width;
            this.layer = layer;
        }

        boolean isWayPoint() {
            return box < 0;
        }
    }

    /** The way of one edge: the places from its source to its target. */
    record Way(Edge edge, List<Place> places) {}

    private final List<List<Place>> layers = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();

    private Layout() {}

    /**
     * Places boxes.
     *
     * @param widths of the boxes, which stand in topological order
     */
    static Layout of(double[] widths, List<Edge> edges) {
        Layout layout = new Layout();
        int[] layerOf = layersOf(widths.length, edges);
        for (int i = 0; i < widths.length; i++) {
            layout.add(new Place(i, widths[i], layerOf[i]), layout.places);
        }
        for (Edge edge : edges) {
            layout.connect(edge);
        }
        layout.order();
        layout.position();
        return layout;
    }

    List<List<Place>> layers() {
        return layers;
    }

    List<Place> boxes() {
        return places;
    }

    List<Way> ways() {
        return ways;
    }

    private static int[] layersOf(int boxes, List<Edge> edges) {
        int[] layers = new int[boxes];
        List<Edge> sorted = new ArrayList<>(edges);
        sorted.sort(Comparator.comparingInt(Edge::from));
        for (Edge edge : sorted) {
            layers[edge.to()] = Math.max(layers[edge.to()], layers[edge.from()] + 1);
        }
        // What reads nothing moves down to just above its first reader.
        int[] first = new int[boxes];
        boolean[] reads = new boolean[boxes];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (Edge edge : edges) {
            reads[edge.to()] = true;
            first[edge.from()] = Math.min(first[edge.from()], layers[edge.to()]);
        }
        for (int i = 0; i < boxes; i++) {
            if (!reads[i] && first[i] != Integer.MAX_VALUE) {
                layers[i] = first[i] - 1;
            }
        }
        return layers;
    }

    private void add(Place place, List<Place> list) {
        while (layers.size() <= place.layer) {
            layers.add(new ArrayList<>());
        }
        List<Place> layer = layers.get(place.layer);
        place.order = layer.size();
        layer.add(place);
        list.add(place);
    }

    private void connect(Edge edge) {
        Place from = places.get(edge.from());
        Place to = places.get(edge.to());
        List<Place> way = new ArrayList<>(List.of(from));
        long points = ways.stream().mapToLong(known -> known.places().size()).sum();
        if (points < MOST_WAY_POINTS) {
            for (int layer = from.layer + 1; layer < to.layer; layer++) {
                add(new Place(-1, WAY_POINT_WIDTH, layer), way);
            }
        }
        way.add(to);
        for (int i = 1; i < way.size(); i++) {
            way.get(i - 1).below.add(way.get(i));
            way.get(i).above.add(way.get(i - 1));
        }
        ways.add(new Way(edge, way));
    }

    private void order() {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 1; i < layers.size(); i++) {
                List<Place> layer = layers.get(down ? i : layers.size() - 1 - i);
                layer.sort(
                        Comparator.comparingDouble(
                                place -> barycentre(down ? place.above : place.below, place)));
                for (int j = 0; j < layer.size(); j++) {
                    layer.get(j).order = j;
                }
            }
        }
    }

    private static double barycentre(List<Place> neighbours, Place place) {
        return neighbours.stream().mapToInt(p -> p.order).average().orElse(place.order);
    }

    private void position() {
        for (List<Place> layer : layers) {
            double x = 0;
            for (Place place : layer) {
                place.x = x + place.width / 2;
                x += place.width + GAP;
            }
            double middle = (x - GAP) / 2;
            layer.forEach(place -> place.x -= middle);
        }
        for (int sweep = 0; sweep < 2 * SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                settle(layers.get(down ? i : layers.size() - 1 - i));
            }
        }
        double left = 0;
        for (List<Place> layer : layers) {
            for (Place place : layer) {
                left = Math.min(left, place.x - place.width / 2);
            }
        }
        for (List<Place> layer : layers) {
            for (Place place : layer) {
                place.x -= left;
            }
        }
    }

    /**
     * Moves each place of a layer towards the mean of its neighbours as far as the order allows:
     * least squares under {@code x[i+1] − x[i] ≥ d[i]}, by pooling adjacent violators (Ayer et al.
     * 1955).
     */
    private static void settle(List<Place> layer) {
        int count = layer.size();
        double[] offset = new double[count];
        double[] sum = new double[count];
        double[] weight = new double[count];
        int[] size = new int[count];
        int pools = 0;
        for (int i = 0; i < count; i++) {
            Place place = layer.get(i);
            if (i > 0) {
                Place before = layer.get(i - 1);
                offset[i] = offset[i - 1] + (before.width + place.width) / 2 + GAP;
            }
            double pull = place.isWayPoint() ? 4 : 1;
            sum[pools] = (wanted(place) - offset[i]) * pull;
            weight[pools] = pull;
            size[pools++] = 1;
            while (pools > 1
                    && sum[pools - 2] / weight[pools - 2] > sum[pools - 1] / weight[pools - 1]) {
                sum[pools - 2] += sum[pools - 1];
                weight[pools - 2] += weight[pools - 1];
                size[pools - 2] += size[pools - 1];
                pools--;
            }
        }
        int i = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int k = 0; k < size[pool]; k++, i++) {
                layer.get(i).x = sum[pool] / weight[pool] + offset[i];
            }
        }
    }

    private static double wanted(Place place) {
        double sum = 0;
        int count = 0;
        for (List<Place> neighbours : List.of(place.above, place.below)) {
            for (Place neighbour : neighbours) {
                sum += neighbour.x;
                count++;
            }
        }
        return count == 0 ? place.x : sum / count;
    }
}
