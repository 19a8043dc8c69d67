package dev.bulwark.cli.project;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.keys.KeyStoreFile;
import dev.bulwark.kernel.keys.Passphrase;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the passphrase of the signing keys: in the file that {@code BULWARK_PASSPHRASE_FILE} names,
 * in {@code BULWARK_PASSPHRASE}, in the file made with the keys, or by asking at the terminal.
 */
public final class PassphraseSource {
    private static final String FILE_VARIABLE = "BULWARK_PASSPHRASE_FILE";
    private static final String VARIABLE = "BULWARK_PASSPHRASE";
    private static final String PIN_FILE_VARIABLE = "BULWARK_PKCS11_PIN_FILE";
    private static final long LONGEST_FILE = 4_096;

    private final Path keys;
    private final Path made;
    private final Map<String, String> environment;
    private final Optional<Console> console;

    /**
     * @param environment the process's environment
     * @param console where to ask, if a person is there
     */
    public PassphraseSource(
            ProjectFolder folder, Map<String, String> environment, Optional<Console> console) {
        this(folder.signingKeys(), folder.passphrase(), environment, console);
    }

    /**
     * As {@link #PassphraseSource(ProjectFolder, Map, Optional)}, for keys that are no project's.
     *
     * @param keys the key file, for messages
     * @param made where the passphrase lies that was made with the keys, if it was
     */
    public PassphraseSource(
            Path keys, Path made, Map<String, String> environment, Optional<Console> console) {
        this.keys = keys;
        this.made = made;
        this.environment = environment;
        this.console = console;
    }

    /** The passphrase of existing keys. */
    public Passphrase existing() throws IOException {
        Optional<Passphrase> given = given();
        if (given.isPresent()) {
            return given.get();
        }
        if (Files.exists(made)) {
            return read(made, FILE_VARIABLE);
        }
        char[] typed =
                console.map(c -> c.readPassword("Passphrase of %s: ", keys))
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "PASSPHRASE_MISSING",
                                        "the passphrase of '%s' is not known".formatted(keys),
                                        "set %s to a file that holds it, or run at a"
                                                        .formatted(FILE_VARIABLE)
                                                + " terminal"));
        return taken(typed);
    }

    /**
     * The passphrase for new keys: as given, or a random one that is written beside them, readable
     * by their owner alone.
     */
    public Passphrase fresh() throws IOException {
        Optional<Passphrase> given = given();
        if (given.isPresent()) {
            return given.get();
        }
        Passphrase random = Passphrase.random(new SecureRandom());
        char[] characters = random.toCharArray();
        byte[] content = new String(characters).getBytes(StandardCharsets.US_ASCII);
        KeyStoreFile.writePrivately(made, content);
        Arrays.fill(characters, '\0');
        Arrays.fill(content, (byte) 0);
        return random;
    }

    /** The PIN of a PKCS#11 token, from the file that {@code BULWARK_PKCS11_PIN_FILE} names. */
    public Passphrase pin() throws IOException {
        String file = environment.getOrDefault(PIN_FILE_VARIABLE, "");
        if (!file.isEmpty()) {
            return read(Path.of(file), PIN_FILE_VARIABLE);
        }
        return taken(
                console.map(c -> c.readPassword("PIN of the PKCS#11 token: "))
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "PIN_MISSING",
                                        "the PIN of the PKCS#11 token is not known",
                                        "set " + PIN_FILE_VARIABLE + " to a file with it")));
    }

    /** Asks twice at the terminal. */
    public Passphrase asked() {
        Console terminal =
                console.orElseThrow(() ->
                        new BulwarkException(
                                "PASSPHRASE_NO_TERMINAL",
                                "there is no terminal to ask for a passphrase at",
                                "set " + FILE_VARIABLE + " to a file that holds it"));
        char[] first = terminal.readPassword("New passphrase (at least 12 characters): ");
        char[] second = terminal.readPassword("The same again: ");
        if (!Arrays.equals(first, second)) {
            throw new BulwarkException(
                    "PASSPHRASES_DIFFER", "the two passphrases differ", "try again");
        }
        Arrays.fill(second, '\0');
        return taken(first);
    }

    private static Passphrase taken(char[] typed) {
        Passphrase passphrase = Passphrase.of(typed);
        Arrays.fill(typed, '\0');
        return passphrase;
    }

    private Optional<Passphrase> given() throws IOException {
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        if (!file.isEmpty()) {
            return Optional.of(read(Path.of(file), FILE_VARIABLE));
        }
        String value = environment.getOrDefault(VARIABLE, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(Passphrase.of(value.toCharArray()));
    }

    /**
     * @param variable what names the file, for messages
     */
    private static Passphrase read(Path file, String variable) throws IOException {
        try {
            if (Files.isDirectory(file) || Files.size(file) > LONGEST_FILE) {
                throw wrong(file);
            }
            char[] line = Files.readString(file).strip().toCharArray();
            if (line.length == 0) {
                throw wrong(file);
            }
            return taken(line);
        } catch (NoSuchFileException e) {
            throw new BulwarkException(
                    "PASSPHRASE_FILE_MISSING",
                    "there is no file '" + file + "' to read the secret from",
                    "create it, or unset " + variable,
                    e);
        } catch (MalformedInputException e) {
            throw wrong(file);
        }
    }

    private static BulwarkException wrong(Path file) {
        return new BulwarkException(
                "PASSPHRASE_FILE_WRONG",
                "'" + file + "' does not hold one line of text",
                "name a file that holds the secret in one line");
    }
}
