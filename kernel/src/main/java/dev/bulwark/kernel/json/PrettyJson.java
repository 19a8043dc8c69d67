package dev.bulwark.kernel.json;

import java.util.List;
import java.util.Map;

/** The indented form for people; numbers keep their text. */
final class PrettyJson {
    private PrettyJson() {}

    static String write(Json value) {
        StringBuilder out = new StringBuilder();
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(Json value, String line, StringBuilder out) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) -> object(members, line, out);
            case Json.Arr(List<Json> elements) -> array(elements, line, out);
            case Json.Str(String text) -> CanonicalJson.string(text, out);
            case Json.Num(String literal) -> out.append(literal);
            case Json.Bool(boolean bool) -> out.append(bool);
            case Json.Null _ -> out.append("null");
        }
    }

    private static void object(Map<String, Json> members, String line, StringBuilder out) {
        if (members.isEmpty()) {
            out.append("{}");
            return;
        }
        String inner = line + "  ";
        String before = "{";
        for (Map.Entry<String, Json> member : members.entrySet()) {
            out.append(before).append(inner);
            CanonicalJson.string(member.getKey(), out);
            out.append(": ");
            write(member.getValue(), inner, out);
            before = ",";
        }
        out.append(line).append('}');
    }

    private static void array(List<Json> elements, String line, StringBuilder out) {
        if (elements.stream().allMatch(e -> e instanceof Json.Num || e instanceof Json.Bool)) {
            out.append('[');
            String separator = "";
            for (Json element : elements) {
                out.append(separator);
                write(element, line, out);
                separator = ", ";
            }
            out.append(']');
            return;
        }
        String inner = line + "  ";
        String before = "[";
        for (Json element : elements) {
            out.append(before).append(inner);
            write(element, inner, out);
            before = ",";
        }
        out.append(line).append(']');
    }
}
