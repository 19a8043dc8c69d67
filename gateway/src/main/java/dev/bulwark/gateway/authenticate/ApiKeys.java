package dev.bulwark.gateway.authenticate;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.KeyStoreFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of a project, in one file that holds hashes alone.
 *
 * <p><b>Guarantees:</b> a key is shown once, when it is made; the file is replaced whole and is
 * readable by its owner alone; a file that cannot be read admits nobody; looking a key up takes the
 * same time whether its id is known or not, and compares hashes in constant time.
 *
 * <p><b>Does not guarantee</b> that a change made by another process is seen before {@link
 * #refresh}.
 */
public final class ApiKeys {
    /** Keys live no longer than this unless their maker says otherwise. */
    public static final Duration DEFAULT_LIFE = Duration.ofDays(90);

    private static final String PREFIX = "bwk_";
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_CHARACTERS = 43;
    private static final int KEY_LENGTH = PREFIX.length() + 2 * ID_BYTES + 1 + SECRET_CHARACTERS;
    private static final int MOST_KEYS = 10_000;
    private static final long LARGEST_FILE = 8 << 20;
    private static final Digest NO_HASH = Digest.of(new byte[0]);

    private final Path file;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Map<String, ApiKey> keys = Map.of();

    /**
     * A key just made.
     *
     * @param key what is kept
     * @param secret the key itself: give it to its user, keep it nowhere
     */
    public record Created(ApiKey key, String secret) {
        @Override
        public String toString() {
            return "Created[" + key.id() + ", secret not shown]";
        }
    }

    private ApiKeys(Path file) {
        this.file = file;
    }

    /**
     * The keys in {@code file}; none if it does not exist.
     *
     * @throws BulwarkException with code {@code API_KEYS_UNREADABLE} if it is damaged
     */
    public static ApiKeys open(Path file) throws IOException {
        ApiKeys opened = new ApiKeys(file);
        opened.keys = opened.read();
        return opened;
    }

    /** Where they are. */
    public Path file() {
        return file;
    }

    /** All keys, expired and revoked ones too, in the order they were made. */
    public List<ApiKey> list() {
        return List.copyOf(keys.values());
    }

    /**
     * Makes a key.
     *
     * @param label for people
     * @param scopes what it permits
     * @param life until it expires, {@code > 0}
     * @param now when it is made
     * @param random its 256 bits come from here
     */
    public Created create(
            String label, Set<Scope> scopes, Duration life, Instant now, SecureRandom random)
            throws IOException {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        String idText = HexFormat.of().formatHex(id);
        String text =
                PREFIX
                        + idText
                        + "_"
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        ApiKey key =
                new ApiKey(
                        idText, label, hash(text), scopes, now, now.plus(life), Optional.empty());
        change(all -> {
            if (all.size() >= MOST_KEYS || all.containsKey(idText)) {
                throw new BulwarkException(
                        "API_KEYS_FULL",
                        "there are " + all.size() + " keys, the limit is " + MOST_KEYS,
                        "move the file of keys away and make new ones");
            }
            all.put(idText, key);
            return true;
        });
        return new Created(key, text);
    }

    /**
     * Revokes the key of this id.
     *
     * @return false if there is none, or it was revoked before
     */
    public boolean revoke(String id, Instant now) throws IOException {
        return change(all -> {
            ApiKey key = all.get(id);
            if (key == null || key.revoked().isPresent()) {
                return false;
            }
            all.put(id, key.revokedAt(now));
            return true;
        });
    }

    /** The key that {@code presented} is, if it is one and valid at {@code now}. */
    public Optional<ApiKey> authenticate(String presented, Instant now) {
        boolean wellFormed = presented.length() == KEY_LENGTH && presented.startsWith(PREFIX);
        String id =
                wellFormed
                        ? presented.substring(PREFIX.length(), PREFIX.length() + 2 * ID_BYTES)
                        : "";
        Optional<ApiKey> key = Optional.ofNullable(keys.get(id));
        Digest expected = key.map(ApiKey::hash).orElse(NO_HASH);
        boolean same = MessageDigest.isEqual(expected.bytes(), hash(presented).bytes());
        return same ? key.filter(found -> found.isValidAt(now)) : Optional.empty();
    }

    /** Reads the file again. A file that cannot be read leaves no key valid. */
    public void refresh() throws IOException {
        try {
            keys = read();
        } catch (IOException | BulwarkException e) {
            keys = Map.of();
            throw e;
        }
    }

    private static Digest hash(String key) {
        return Digest.of(key.getBytes(StandardCharsets.UTF_8));
    }

    /** A change to all keys; true if there is something to write. */
    @FunctionalInterface
    private interface Change {
        boolean apply(Map<String, ApiKey> all);
    }

    private boolean change(Change change) throws IOException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        writing.lock();
        // Another process may change the file too: what is changed is what is read under the lock.
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Map<String, ApiKey> all = new LinkedHashMap<>(read());
            boolean changed = lock.isValid() && change.apply(all);
            if (changed) {
                write(all);
            }
            keys = all;
            return changed;
        } finally {
            writing.unlock();
        }
    }

    private void write(Map<String, ApiKey> all) throws IOException {
        List<Json> entries = new ArrayList<>();
        all.values().forEach(key -> entries.add(key.toJson()));
        String text = Json.obj("version", 1, "keys", new Json.Arr(entries)).pretty();
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        KeyStoreFile.writePrivately(next, text.getBytes(StandardCharsets.UTF_8));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Map<String, ApiKey> read() throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        if (Files.size(file) > LARGEST_FILE) {
            throw unreadable("it is larger than " + LARGEST_FILE + " bytes", null);
        }
        try {
            Json.Obj document = Json.parseObject(Files.readAllBytes(file));
            if (document.integer("version") != 1) {
                throw unreadable("its version is not 1", null);
            }
            Map<String, ApiKey> read = new LinkedHashMap<>();
            for (Json.Obj entry : document.objects("keys")) {
                ApiKey key = ApiKey.fromJson(entry);
                read.put(key.id(), key);
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private BulwarkException unreadable(String why, @Nullable Throwable cause) {
        String what = "the API keys in '" + file + "' cannot be read: " + why;
        String fix = "restore the file, or move it away and make new keys";
        return cause == null
                ? new BulwarkException("API_KEYS_UNREADABLE", what, fix)
                : new BulwarkException("API_KEYS_UNREADABLE", what, fix, cause);
    }
}
