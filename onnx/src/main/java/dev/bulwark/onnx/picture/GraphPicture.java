package dev.bulwark.onnx.picture;

import dev.bulwark.onnx.describe.ModelListing;
import dev.bulwark.onnx.describe.Texts;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.picture.Diagram.Box;
import dev.bulwark.onnx.picture.Diagram.Row;
import dev.bulwark.onnx.picture.Layout.Place;
import dev.bulwark.onnx.picture.Layout.Way;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model as an SVG document: inputs above, outputs below, a colour for each kind of operator, the
 * shape of what flows on the arrows. It holds no script and loads nothing. A graph of more than 240
 * boxes is drawn in groups, and the picture says so.
 *
 * <p>Cost: shape inference, and a layout whose size is bounded.
 */
public final class GraphPicture {
    private static final double ROW = 24;
    private static final double LEGEND = 30;
    private static final double HEADER = 92;
    private static final double MARGIN = 28;
    private static final double LAYER_GAP = 46;
    private static final double SMALLEST_WIDTH = 96;

    /** Of the whole picture, so that the header fits. */
    private static final double NARROWEST = 560;

    /** Width of one character of the details, in pixels: sans of 11 pixels, rounded up. */
    private static final double DETAIL_CHARACTER = 6.1;

    private static final double LABEL_INDENT = 7;

    private static final String STYLE =
            """
            text { font-family: Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
            .h1 { font-size: 18px; font-weight: 600; fill: #0f172a; }
            .h2 { font-size: 12px; fill: #475569; }
            .t { font-size: 13px; font-weight: 600; fill: #0f172a; }
            .d { font-size: 11px; fill: #475569; }
            .e { font-size: 10.5px; fill: #475569; stroke: #ffffff; stroke-width: 3px;
                 paint-order: stroke; }
            .io .t { fill: #ffffff; } .io .d { fill: #cbd5e1; }
            path { fill: none; stroke: #94a3b8; stroke-width: 1.4px; }
            """;

    private final Model model;
    private final Groups groups;
    private final Diagram diagram;
    private final Layout layout;
    private final double[] tops;
    private final double[] widths;
    private final double width;
    private final double left;
    private final StringBuilder svg = new StringBuilder(1 << 14);

    private GraphPicture(Model model) {
        this.model = model;
        this.diagram = Diagram.of(model);
        this.groups = Groups.of(diagram);
        double[] widths = groups.boxes().stream().mapToDouble(GraphPicture::width).toArray();
        this.widths = widths.clone();
        for (Diagram.Edge edge : groups.edges()) {
            // A label stands to the right of the middle, and needs as much room to the left.
            double label = LABEL_INDENT + edge.label().length() * DETAIL_CHARACTER;
            widths[edge.from()] = Math.max(widths[edge.from()], 2 * label);
        }
        this.layout = Layout.of(widths, groups.edges());
        this.tops = tops();
        double right = 0;
        for (Place place : layout.boxes()) {
            right = Math.max(right, place.x + place.width / 2);
        }
        this.width = Math.max(right, NARROWEST) + 2 * MARGIN;
        this.left = (width - right) / 2;
    }

    /** Draws a model. The same model gives the same text. */
    public static String svg(Model model) {
        GraphPicture picture = new GraphPicture(model);
        picture.draw();
        return picture.svg.toString();
    }

    private static double width(Box box) {
        double widest = SMALLEST_WIDTH;
        for (Row row : box.rows()) {
            double text =
                    titleWidth(row.title())
                            + (row.detail().length() + row.count().length()) * DETAIL_CHARACTER
                            + 44;
            widest = Math.max(widest, text);
        }
        return widest;
    }

    /** Of a title, bold sans of 13 pixels: capitals and m are wider than the rest. */
    private static double titleWidth(String title) {
        double width = 0;
        for (int i = 0; i < title.length(); i++) {
            char c = title.charAt(i);
            width += c == 'm' || c == 'M' || c == 'W' || c == 'w' ? 12 : c < 'a' ? 9.4 : 7.6;
        }
        return width;
    }

    private double height(Place place) {
        return place.isWayPoint() ? 0 : groups.boxes().get(place.box).rows().size() * ROW;
    }

    private double[] tops() {
        double[] starts = new double[layout.layers().size() + 1];
        starts[0] = HEADER;
        for (int i = 0; i < layout.layers().size(); i++) {
            double tallest =
                    layout.layers().get(i).stream().mapToDouble(this::height).max().orElse(0);
            starts[i + 1] = starts[i] + tallest + LAYER_GAP;
        }
        return starts;
    }

    private void draw() {
        double height = tops[tops.length - 1] - LAYER_GAP + MARGIN;
        line(
                ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\""
                                + " viewBox=\"0 0 %s %s\" role=\"img\">")
                        .formatted(number(width), number(height), number(width), number(height)));
        line("<title>%s</title>".formatted(escape(heading())));
        line("<style>%s</style>".formatted(STYLE));
        line(
                "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
                        + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\""
                        + " style=\"fill:#94a3b8;stroke:none\"/></marker></defs>");
        line("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        header();
        ways();
        layout.boxes().forEach(this::box);
        labels();
        line("</svg>");
    }

    private String heading() {
        String name = model.graph().name();
        return Texts.clean(name.isEmpty() ? "model" : name, 60);
    }

    private void header() {
        text("h1", MARGIN, 32, heading());
        long parameters =
                model.graph().initializers().values().stream()
                        .filter(value -> value.elementType().isReal())
                        .mapToLong(TensorValue::elements)
                        .sum();
        List<String> opsets = new ArrayList<>();
        model.opsets()
                .forEach((domain, version) ->
                        opsets.add(ModelListing.domainName(domain) + " " + version));
        String facts =
                "%,d nodes, %s parameters, operator set %s"
                        .formatted(
                                model.graph().nodes().size(),
                                NodeText.count(parameters),
                                Texts.clean(String.join(", ", opsets), 60));
        if (groups.largest() > 1) {
            facts +=
                    "; drawn in %d groups of neighbours, for %d boxes are more than %d"
                            .formatted(
                                    groups.boxes().size(),
                                    diagram.boxes().size(),
                                    Groups.MOST_BOXES);
        } else if (diagram.hidden() > 0) {
            facts += "; %d of constants and shapes not drawn".formatted(diagram.hidden());
        }
        text("h2", MARGIN, 52, facts);
        legend();
    }

    private void legend() {
        Set<OperatorKind> used = new HashSet<>();
        groups.boxes().forEach(box -> box.rows().forEach(row -> used.add(row.kind())));
        double x = MARGIN;
        for (OperatorKind kind : OperatorKind.values()) {
            if (kind.isOfNodes() && used.contains(kind)) {
                line(
                        "<rect x=\"%s\" y=\"%s\" width=\"10\" height=\"10\" rx=\"3\" fill=\"%s\"/>"
                                .formatted(number(x), number(62), kind.accent()));
                text("h2", x + 15, LEGEND + 41, kind.word());
                x += 15 + kind.word().length() * DETAIL_CHARACTER + 20;
            }
        }
    }

    private void box(Place place) {
        Box box = groups.boxes().get(place.box);
        double across = widths[place.box];
        double start = left + place.x - across / 2;
        double top = tops[place.layer];
        double height = height(place);
        boolean terminal =
                box.rows().getFirst().kind() == OperatorKind.INPUT
                        || box.rows().getFirst().kind() == OperatorKind.OUTPUT;
        line(
                ("<clipPath id=\"c%d\"><rect x=\"%s\" y=\"%s\" width=\"%s\""
                                + " height=\"%s\" rx=\"6\"/>"
                                + "</clipPath>")
                        .formatted(
                                place.box,
                                number(start),
                                number(top),
                                number(across),
                                number(height)));
        line("<g clip-path=\"url(#c%d)\"%s>".formatted(place.box, terminal ? " class=\"io\"" : ""));
        for (int i = 0; i < box.rows().size(); i++) {
            row(box.rows().get(i), start, top + i * ROW, across);
        }
        line("</g>");
        line(
                ("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"6\" fill=\"none\""
                                + " stroke=\"%s\"/>")
                        .formatted(
                                number(start),
                                number(top),
                                number(across),
                                number(height),
                                box.rows().getFirst().kind().accent()));
    }

    private void row(Row row, double start, double top, double across) {
        line("<g><title>%s</title>".formatted(escape(row.tooltip())));
        line(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>"
                        .formatted(
                                number(start),
                                number(top),
                                number(across),
                                number(ROW),
                                row.kind().fill()));
        line(
                "<rect x=\"%s\" y=\"%s\" width=\"4\" height=\"%s\" rx=\"2\" fill=\"%s\"/>"
                        .formatted(
                                number(start + 3),
                                number(top + 5),
                                number(ROW - 10),
                                row.kind().accent()));
        text("t", start + 14, top + 16.5, row.title());
        text("d", start + 22 + titleWidth(row.title()), top + 16, row.detail());
        if (!row.count().isEmpty()) {
            line(
                    "<text class=\"d\" text-anchor=\"end\" x=\"%s\" y=\"%s\">%s</text>"
                            .formatted(
                                    number(start + across - 8),
                                    number(top + 16),
                                    escape(row.count())));
        }
        line("</g>");
    }

    private void ways() {
        Map<Integer, List<Way>> into = new HashMap<>();
        for (Way way : layout.ways()) {
            into.computeIfAbsent(way.edge().to(), k -> new ArrayList<>()).add(way);
        }
        for (List<Way> ways : into.values()) {
            ways.sort(Comparator.comparingDouble(w -> w.places().get(w.places().size() - 2).x));
        }
        for (Way way : layout.ways()) {
            List<Way> beside = into.getOrDefault(way.edge().to(), List.of(way));
            Place to = way.places().getLast();
            double spread = Math.min(to.width * 0.6, 40.0 * (beside.size() - 1));
            double port =
                    beside.size() == 1
                            ? 0
                            : spread * ((double) beside.indexOf(way) / (beside.size() - 1) - 0.5);
            way(way, port);
        }
    }

    private void way(Way way, double port) {
        Place from = way.places().getFirst();
        StringBuilder path = new StringBuilder();
        double x = left + from.x;
        double y = tops[from.layer] + height(from);
        path.append('M').append(number(x)).append(' ').append(number(y));
        for (int i = 1; i < way.places().size(); i++) {
            Place place = way.places().get(i);
            boolean last = i == way.places().size() - 1;
            double nextX = left + place.x + (last ? port : 0);
            double nextY = tops[place.layer] - (last ? 1 : 0);
            curve(path, x, y, nextX, nextY);
            x = nextX;
            y = nextY;
            if (!last) {
                // Past the boxes of this layer the way is straight.
                y = tops[place.layer + 1] - LAYER_GAP;
                path.append('L').append(number(x)).append(' ').append(number(y));
            }
        }
        line("<path d=\"%s\" marker-end=\"url(#a)\"/>".formatted(path));
    }

    private static void curve(StringBuilder path, double x, double y, double toX, double toY) {
        double bend = Math.max(12, (toY - y) / 2);
        path.append('C')
                .append(number(x))
                .append(' ')
                .append(number(y + bend))
                .append(' ')
                .append(number(toX))
                .append(' ')
                .append(number(toY - bend))
                .append(' ')
                .append(number(toX))
                .append(' ')
                .append(number(toY));
    }

    /** The shape of a value, once, where its arrows begin. */
    private void labels() {
        Set<String> said = new HashSet<>();
        for (Way way : layout.ways()) {
            String label = way.edge().label();
            Place from = way.places().getFirst();
            boolean terminal =
                    groups.boxes().get(from.box).rows().getFirst().kind() == OperatorKind.INPUT;
            if (!label.isEmpty() && !terminal && said.add(from.box + " " + label)) {
                long before = said.stream().filter(s -> s.startsWith(from.box + " ")).count() - 1;
                double y = tops[from.layer] + height(from) + 14 + 12 * before;
                text("e", left + from.x + LABEL_INDENT, y, label);
            }
        }
    }

    private void text(String style, double x, double y, String text) {
        if (!text.isEmpty()) {
            line(
                    "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
                            .formatted(style, number(x), number(y), escape(text)));
        }
    }

    private void line(String text) {
        svg.append(text).append('\n');
    }

    private static String number(double value) {
        return Double.toString(Math.round(value * 10) / 10.0).replaceAll("\\.0$", "");
    }

    private static String escape(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '<' -> safe.append("&lt;");
                        case '>' -> safe.append("&gt;");
                        case '&' -> safe.append("&amp;");
                        case '"' -> safe.append("&quot;");
                        case '\n' -> safe.append("&#10;");
                        default -> safe.appendCodePoint(isXml(c) ? c : '?');
                    }
                });
        return safe.toString();
    }

    /** XML 1.0 section 2.2 allows no other character, not even escaped. */
    private static boolean isXml(int c) {
        return c == '\t'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || (c >= 0x10000 && c <= 0x10ffff);
    }
}
