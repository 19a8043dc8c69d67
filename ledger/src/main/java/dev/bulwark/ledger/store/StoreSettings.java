package dev.bulwark.ledger.store;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.json.JsonException;
import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Where a project's payloads lie if not in its own folder. Kept as {@value #FILE} in the folder of
 * the evidence, so that whoever opens the ledger finds the payloads; it holds no secret.
 *
 * @param kind names a {@link PayloadProvider}
 * @param settings in the provider's own form
 */
public record StoreSettings(String kind, Json.Obj settings) {
    /** The file's name. */
    public static final String FILE = "store.json";

    /** The folder beside it in which an index lies. */
    public static final String INDEX_FOLDER = "index";

    private static final int VERSION = 1;
    private static final int LARGEST = 64 * 1024;
    private static final Set<String> MEMBERS = Set.of("version", "kind", "settings");

    public StoreSettings {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(settings);
    }

    /**
     * Those of the evidence in {@code folder}; empty if its payloads lie in it.
     *
     * @throws BulwarkException if they are there and cannot be read
     */
    public static Optional<StoreSettings> read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!FolderPayloads.isThere(file)) {
                return Optional.empty();
            }
            Json.Obj json = Json.parseObject(DurableFiles.read(file, LARGEST));
            if (!MEMBERS.equals(json.members().keySet()) || json.integer("version") != VERSION) {
                throw malformed(file, "it is not of version " + VERSION);
            }
            return Optional.of(new StoreSettings(json.string("kind"), json.object("settings")));
        } catch (JsonException e) {
            throw malformed(file, e.what());
        } catch (IOException e) {
            throw malformed(file, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** Replaces whatever settings were kept. */
    void write(Path folder) {
        try {
            DurableFiles files = new DurableFiles(folder.resolve("tmp"));
            files.write(
                    folder.resolve(FILE),
                    Json.obj("version", VERSION, "kind", kind, "settings", settings).canonical());
            files.sync();
        } catch (IOException e) {
            throw new BulwarkException(
                    "EVIDENCE_STORE_FAILED",
                    "'%s' cannot be written (%s)".formatted(folder.resolve(FILE), e.getMessage()),
                    "check that the folder may be written, and space on the disk",
                    e);
        }
    }

    /** Opens the store they speak of. */
    public PayloadStore open() {
        return provider().open(settings);
    }

    /** Refuses settings that their provider does not understand. */
    public void check() {
        provider().check(settings);
    }

    private PayloadProvider provider() {
        return ServiceLoader.load(PayloadProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow(() ->
                        new BulwarkException(
                                "EVIDENCE_STORE_UNKNOWN",
                                "there is no payload store of kind '" + kind + "' here",
                                "use a Bulwark that has it, or correct '" + FILE + "'"));
    }

    private static BulwarkException malformed(Path file, String why) {
        return new BulwarkException(
                "EVIDENCE_STORE_SETTINGS",
                "'%s' does not say where the payloads lie: %s".formatted(file, why),
                "restore the file from a backup, or name the store again with"
                        + " 'bulwark ledger store'");
    }
}
