package dev.bulwark.governance.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.testkit.Seeded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
class JsonDiffTest {
    @Test
    void namesWhatChangedByItsPath() {
        assertThat(lines("{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"b\":1,\"c\":3}}"))
                .containsExactly("/a/c 2 -> 3");
    }

    @Test
    void namesWhatCameAndWhatWent() {
        assertThat(lines("{\"a\":1}", "{\"b\":1}"))
                .containsExactly("/a 1 -> nothing", "/b nothing -> 1");
    }

    @Test
    void whatCameAsAWholeIsNamedDownToItsLeaves() {
        assertThat(lines("{}", "{\"a\":{\"b\":[1,2]}}"))
                .containsExactly("/a/b/0 nothing -> 1", "/a/b/1 nothing -> 2");
        assertThat(lines("{\"a\":{\"b\":[1]}}", "{}")).containsExactly("/a/b/0 1 -> nothing");
    }

    @Test
    void aDemandPutInBetweenIsOneLine() {
        assertThat(lines("[1,2,3]", "[1,9,2,3]")).containsExactly("/1 nothing -> 9");
        assertThat(lines("[1,9,2,3]", "[1,2,3]")).containsExactly("/1 9 -> nothing");
    }

    @Test
    void neitherOrderNorSpellingIsADifference() {
        assertThat(lines("{\"a\":1.0,\"b\":2}", "{\"b\":2e0,\"a\":1}")).isEmpty();
    }

    @Test
    void pathsAreEscapedAsJsonPointersAre() {
        assertThat(lines("{\"a/b\":1,\"m~n\":1}", "{\"a/b\":2,\"m~n\":2}"))
                .containsExactly("/a~1b 1 -> 2", "/m~0n 1 -> 2");
    }

    @Test
    void moreThanAnybodyReadsIsRefused() {
        List<Json> many = new ArrayList<>();
        for (int i = 0; i <= JsonDiff.MOST_LINES; i++) {
            many.add(Json.of(i));
        }

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> JsonDiff.between(Json.arr(List.of()), Json.arr(many)))
                .withMessageContaining("several changes");
    }

    /** Equal documents give nothing, and different ones give something. */
    @RepeatedTest(200)
    void isEmptyExactlyForEqualDocuments(RandomGenerator random) {
        Json one = document(random, 3);
        Json other = random.nextBoolean() ? document(random, 3) : one;

        boolean equal = java.util.Arrays.equals(one.canonical(), other.canonical());

        assertThat(JsonDiff.between(one, other).isEmpty()).isEqualTo(equal);
    }

    private static Json document(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> Json.of(random.nextInt(3));
            case 1 -> Json.of(random.nextBoolean());
            case 2 -> Json.of("text" + random.nextInt(2));
            case 3 -> {
                List<Json> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(document(random, depth - 1));
                }
                yield Json.arr(elements);
            }
            default -> {
                Map<String, Json> members = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.put("m" + random.nextInt(4), document(random, depth - 1));
                }
                yield new Json.Obj(members);
            }
        };
    }

    private static List<String> lines(String before, String after) {
        return JsonDiff.between(Json.parse(before), Json.parse(after)).stream()
                .map(line ->
                        "%s %s -> %s"
                                .formatted(line.path(), shown(line.before()), shown(line.after())))
                .toList();
    }

    private static String shown(Optional<Json> value) {
        return value.map(json -> ((Json.Num) json).literal()).orElse("nothing");
    }
}
