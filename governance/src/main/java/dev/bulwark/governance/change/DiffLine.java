package dev.bulwark.governance.change;

import dev.bulwark.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One difference between two documents.
 *
 * @param path a JSON pointer (RFC 6901), of at most {@value #LONGEST_PATH} characters
 * @param before what stood there; absent if nothing did
 * @param after what is to stand there; absent if nothing is
 */
public record DiffLine(String path, Optional<Json> before, Optional<Json> after) {
    private static final int LONGEST_PATH = 1_024;

    public DiffLine {
        if (path.length() > LONGEST_PATH || path.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a path has at most %d characters and none for control"
                            .formatted(LONGEST_PATH));
        }
        if (before.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("a difference has a before or an after");
        }
    }

    Json.Obj toJson() {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("path", Json.of(path));
        before.ifPresent(value -> members.put("before", value));
        after.ifPresent(value -> members.put("after", value));
        return new Json.Obj(members);
    }

    static DiffLine fromJson(Json.Obj json) {
        return new DiffLine(json.string("path"), json.get("before"), json.get("after"));
    }
}
