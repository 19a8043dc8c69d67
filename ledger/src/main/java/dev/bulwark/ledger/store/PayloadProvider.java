package dev.bulwark.ledger.store;

import dev.bulwark.kernel.json.Json;

/** Makes payload stores of one kind from their settings; found by {@code ServiceLoader}. */
public interface PayloadProvider {
    /** The kind's name in {@value StoreSettings#FILE}, such as {@code s3}. */
    String kind();

    /**
     * Reads settings without reaching out to anything.
     *
     * @throws IllegalArgumentException if a value is not allowed
     * @throws dev.bulwark.kernel.BulwarkException if one is missing or of another type
     */
    void check(Json.Obj settings);

    /**
     * Opens a store.
     *
     * @throws dev.bulwark.kernel.BulwarkException if the settings are wrong, a library is missing,
     *     or nobody is there
     */
    PayloadStore open(Json.Obj settings);
}
