package dev.bulwark.governance.cards;

import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * Evidence that a card cites.
 *
 * @param note the number of its note, from 1
 * @param kind the id of its practice, {@code performance} or {@code provenance}
 * @param evidence what is cited
 */
public record Source(int note, String kind, Evidence evidence) {
    /**
     * The value at a JSON pointer into the predicate, if there is one.
     *
     * @param pointer as RFC 6901 writes it, e.g. {@code /result/accuracy}
     */
    public Optional<Json> at(String pointer) {
        Json value = evidence.statement().predicate();
        if (pointer.isEmpty()) {
            return Optional.of(value);
        }
        for (String token : pointer.substring(1).split("/", -1)) {
            Optional<Json> next = member(value, token.replace("~1", "/").replace("~0", "~"));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
        }
        return Optional.of(value);
    }

    /**
     * When the evidence says it was made, in its own words: {@code at} in ours, else where SLSA
     * puts it.
     */
    public static Optional<String> statedTime(Evidence evidence) {
        Source source = new Source(1, "", evidence);
        return java.util.stream.Stream.of("/at", "/runDetails/metadata/finishedOn", "/timeVerified")
                .map(pointer -> source.at(pointer).orElse(Json.nil()))
                .filter(Json.Str.class::isInstance)
                .map(value -> ((Json.Str) value).value())
                .findFirst();
    }

    private static Optional<Json> member(Json value, String name) {
        return switch (value) {
            case Json.Obj object -> object.get(name);
            case Json.Arr(List<Json> elements) ->
                    name.matches("0|[1-9][0-9]{0,6}") && Integer.parseInt(name) < elements.size()
                            ? Optional.of(elements.get(Integer.parseInt(name)))
                            : Optional.empty();
            case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> Optional.empty();
        };
    }

    /** A pointer one step further. */
    static String step(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
