package dev.bulwark.kernel.table;

import dev.bulwark.kernel.json.Json;
import java.util.Locale;
import java.util.Objects;

/**
 * A column of a table.
 *
 * @param name not empty, unique in its schema; also the name of the model's input
 * @param type what its values are
 * @param role what it is for
 * @param isProtected whether fairness is measured by it
 * @param personal whether it is personal data: its values appear in no error, log or evidence
 * @param immutable whether the person described cannot change it: no attack may move it
 * @param description for people, may be empty
 */
public record Column(
        String name,
        ColumnType type,
        Role role,
        boolean isProtected,
        boolean personal,
        boolean immutable,
        String description) {

    /** What a column is for. */
    public enum Role {
        /** The model sees it. */
        FEATURE,
        /** The model predicts it. */
        LABEL,
        /** Kept for audits alone; the model never sees it. */
        AUDIT
    }

    private static final int LONGEST_NAME = 256;

    public Column {
        Objects.requireNonNull(type);
        Objects.requireNonNull(role);
        Objects.requireNonNull(description);
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a column's name has 1 to " + LONGEST_NAME + " characters");
        }
    }

    /** A feature or audit column without further marks. */
    public static Column of(String name, ColumnType type, Role role) {
        return new Column(name, type, role, false, false, false, "");
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        return Json.obj(
                "name", name,
                "type", type.toJson(),
                "role", role.name().toLowerCase(Locale.ROOT),
                "protected", isProtected,
                "personal", personal,
                "immutable", immutable,
                "description", description);
    }

    /** Reads {@link #toJson}. */
    public static Column fromJson(Json.Obj json) {
        return new Column(
                json.string("name"),
                ColumnType.fromJson(json.object("type")),
                Role.valueOf(json.string("role").toUpperCase(Locale.ROOT)),
                json.bool("protected"),
                json.bool("personal"),
                json.bool("immutable"),
                json.string("description"));
    }
}
