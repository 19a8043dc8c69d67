package dev.bulwark.cli.project;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.keys.KeyStoreFile;
import dev.bulwark.kernel.keys.Passphrase;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.kernel.keys.SigningKeys;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * One person's own keys, in a file that belongs to no project: {@code bob.p12}, with {@code
 * bob.p12.public.pem} to give away. Its passphrase is read from the file that {@value #VARIABLE}
 * names, from {@code bob.p12.passphrase}, or asked for at the terminal.
 */
public final class PersonalKeys {
    private static final String VARIABLE = "BULWARK_KEY_PASSPHRASE_FILE";

    private PersonalKeys() {}

    /** Where the public keys of a file of keys lie. */
    public static Path publicFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".public.pem");
    }

    private static Path passphraseFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".passphrase");
    }

    /**
     * Makes fresh keys. Without a passphrase given a random one is written beside them, readable by
     * their owner alone.
     *
     * @throws BulwarkException if there are keys in the file already
     */
    public static SigningKeys create(
            Path file, Map<String, String> environment, InstantSource clock) throws IOException {
        Optional<Path> named = named(environment);
        if (Files.exists(file)) {
            throw new BulwarkException(
                    "KEYS_EXIST",
                    "there are keys in '" + file + "' already",
                    "use them, or name another file with --out");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (Passphrase passphrase =
                named.isPresent()
                        ? PassphraseSource.read(named.get(), VARIABLE)
                        : random(passphraseFile(file))) {
            SigningKeys keys = KeyStoreFile.create(file, passphrase, clock.instant());
            Files.writeString(publicFile(file), PublicKeyFile.format(keys.publicKeys()));
            return keys;
        }
    }

    private static Passphrase random(Path file) throws IOException {
        Passphrase random = Passphrase.random(new SecureRandom());
        char[] characters = random.toCharArray();
        byte[] content = new String(characters).getBytes(StandardCharsets.US_ASCII);
        KeyStoreFile.writePrivately(file, content);
        Arrays.fill(characters, '\0');
        Arrays.fill(content, (byte) 0);
        return random;
    }

    /** Opens a person's keys. */
    public static SigningKeys open(
            Path file, Map<String, String> environment, Optional<Console> console)
            throws IOException {
        try (Passphrase passphrase = passphrase(file, environment, console)) {
            return KeyStoreFile.open(file, passphrase);
        }
    }

    private static Passphrase passphrase(
            Path file, Map<String, String> environment, Optional<Console> console)
            throws IOException {
        Optional<Path> named = named(environment);
        if (named.isPresent()) {
            return PassphraseSource.read(named.get(), VARIABLE);
        }
        if (Files.exists(passphraseFile(file))) {
            return PassphraseSource.read(passphraseFile(file), VARIABLE);
        }
        char[] typed =
                console.map(c -> c.readPassword("Passphrase of %s: ", file))
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "PASSPHRASE_MISSING",
                                        "the passphrase of '%s' is not known".formatted(file),
                                        "set %s to a file that holds it, or run at a terminal"
                                                .formatted(VARIABLE)));
        Passphrase passphrase = Passphrase.of(typed);
        Arrays.fill(typed, '\0');
        return passphrase;
    }

    private static Optional<Path> named(Map<String, String> environment) {
        String file = environment.getOrDefault(VARIABLE, "");
        return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
    }
}
