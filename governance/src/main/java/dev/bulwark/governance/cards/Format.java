package dev.bulwark.governance.cards;

import dev.bulwark.kernel.json.Json;
import java.util.Locale;

/** How a fact is written; the same everywhere, whatever the machine's language. */
enum Format {
    /** Three decimals: shares, scores, differences. */
    RATIO,
    /** A whole number, with commas. */
    COUNT,
    /** As short as it is exact: settings such as a radius or a rate. */
    SETTING;

    private static final double LARGEST_WHOLE = 0x1p53;

    /** The fact in words; a number that fits no format is written as it stands in evidence. */
    String show(Json value) {
        return switch (value) {
            case Json.Num number -> number(number);
            case Json.Bool(boolean bool) -> bool ? "yes" : "no";
            case Json.Str(String text) -> text;
            case Json.Null _ -> "none";
            case Json.Obj _, Json.Arr _ ->
                    throw new IllegalArgumentException("only single facts have a form in words");
        };
    }

    private String number(Json.Num number) {
        double value = number.asDouble();
        boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE;
        return switch (this) {
            case RATIO -> minus(String.format(Locale.ROOT, "%.3f", value));
            case COUNT ->
                    whole ? String.format(Locale.ROOT, "%,d", (long) value) : number.literal();
            case SETTING -> whole ? Long.toString((long) value) : number.literal();
        };
    }

    /** A rounded zero has no sign. */
    private static String minus(String text) {
        return text.equals("-0.000") ? "0.000" : text;
    }
}
