package dev.bulwark.governance.cards;

import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns facts of evidence into cells that cite it. */
final class Citations {
    private final Sources sources;

    Citations(Sources sources) {
        this.sources = sources;
    }

    Sources sources() {
        return sources;
    }

    /** The quantities that the evidence has, as entries. */
    List<Block.Entry> entries(List<Quantity> quantities) {
        List<Block.Entry> entries = new ArrayList<>();
        for (Quantity quantity : quantities) {
            cell(quantity).ifPresent(c -> entries.add(new Block.Entry(quantity.label(), c)));
        }
        return entries;
    }

    /** The quantity with its interval, if the evidence has it. */
    Optional<Cell> cell(Quantity quantity) {
        String at = Source.step("/result", quantity.fact());
        return source(quantity.kind(), at)
                .map(source -> {
                    Optional<Json> lower =
                            source.at(at + "_lower").filter(Json.Num.class::isInstance);
                    Optional<Json> upper =
                            source.at(at + "_upper").filter(Json.Num.class::isInstance);
                    Format format = quantity.format();
                    return lower.isPresent() && upper.isPresent()
                            ? interval(source, format, at, at + "_lower", at + "_upper")
                            : single(source, format, at);
                });
    }

    /** Any one scalar fact, by its pointer. */
    Optional<Cell> cell(String kind, String pointer, Format format) {
        return source(kind, pointer).map(source -> single(source, format, pointer));
    }

    /** The evidence of the kind, if it has a scalar at the pointer; cited only then. */
    private Optional<Source> source(String kind, String pointer) {
        return sources.has(kind)
                ? sources.cite(kind)
                        .filter(s -> s.at(pointer).filter(Citations::isScalar).isPresent())
                : Optional.empty();
    }

    /** An estimate as assessments write it: value, lower, upper; or why it is undefined. */
    static Cell estimate(Source source, String pointer, Format format) {
        if (source.at(pointer + "/value").filter(Json.Num.class::isInstance).isEmpty()) {
            boolean undefined = source.at(pointer + "/undefined").isPresent();
            return new Cell.Words(undefined ? "undefined" : "–");
        }
        boolean bounded =
                source.at(pointer + "/lower").filter(Json.Num.class::isInstance).isPresent()
                        && source.at(pointer + "/upper")
                                .filter(Json.Num.class::isInstance)
                                .isPresent();
        return bounded
                ? interval(
                        source, format, pointer + "/value", pointer + "/lower", pointer + "/upper")
                : single(source, format, pointer + "/value");
    }

    static Cell single(Source source, Format format, String pointer) {
        Json value = source.at(pointer).orElseThrow();
        boolean number = value instanceof Json.Num;
        return new Cell.Cited(
                format.show(value), "", source, number ? List.of(pointer) : List.of());
    }

    private static Cell interval(
            Source source, Format format, String value, String lower, String upper) {
        return new Cell.Cited(
                format.show(source.at(value).orElseThrow()),
                "%s to %s"
                        .formatted(
                                format.show(source.at(lower).orElseThrow()),
                                format.show(source.at(upper).orElseThrow())),
                source,
                List.of(value, lower, upper));
    }

    private static boolean isScalar(Json value) {
        return switch (value) {
            case Json.Str(String text) -> !text.isBlank();
            case Json.Num _, Json.Bool _ -> true;
            case Json.Obj _, Json.Arr _, Json.Null _ -> false;
        };
    }
}
