package dev.bulwark.kernel.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Public keys as PEM text (RFC 7468), several blocks in one file. */
public final class PublicKeyFile {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int LINE = 64;
    private static final int MOST_KEYS = 64;
    private static final long LARGEST = 1 << 20;
    private static final List<String> ALGORITHMS = List.of("EC", "ML-DSA", "Ed25519");

    private PublicKeyFile() {}

    /** One PEM block for each key, 64 columns, LF, as OpenSSL writes them. */
    public static String format(Collection<? extends PublicKey> keys) {
        Base64.Encoder base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        StringBuilder text = new StringBuilder();
        for (PublicKey key : keys) {
            text.append(BEGIN)
                    .append('\n')
                    .append(base64.encodeToString(key.getEncoded()))
                    .append('\n')
                    .append(END)
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Reads a file of {@link #format}; text between blocks is ignored.
     *
     * @throws dev.bulwark.kernel.BulwarkException if it holds no key or one that cannot be read
     */
    public static List<PublicKey> read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw unreadable(file, "is larger than a file of keys");
            }
            return parse(Files.readString(file, StandardCharsets.US_ASCII), file);
        } catch (NoSuchFileException e) {
            throw new KeyException(
                    "PUBLIC_KEYS_MISSING",
                    "there is no file of public keys at '" + file + "'",
                    "name the signer's public.pem",
                    e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw unreadable(file, "is not PEM text");
        }
    }

    private static List<PublicKey> parse(String text, Path file) {
        List<PublicKey> keys = new ArrayList<>();
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
            int end = text.indexOf(END, at);
            if (end < 0 || keys.size() == MOST_KEYS) {
                throw unreadable(file, end < 0 ? "ends inside a key" : "holds too many keys");
            }
            keys.add(key(text.substring(at + BEGIN.length(), end), file));
        }
        if (keys.isEmpty()) {
            throw unreadable(file, "holds no PEM block 'PUBLIC KEY'");
        }
        return keys;
    }

    private static byte[] decode(String base64, Path file) {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw unreadable(file, "holds a key that is not base64");
        }
    }

    private static PublicKey key(String base64, Path file) {
        byte[] der = decode(base64, file);
        return ALGORITHMS.stream()
                .flatMap(algorithm -> decode(algorithm, der).stream())
                .findFirst()
                .orElseThrow(() -> unreadable(file, "holds a key neither EC, ML-DSA nor Ed25519"));
    }

    private static Optional<PublicKey> decode(String algorithm, byte[] der) {
        try {
            KeyFactory factory = KeyFactory.getInstance(algorithm);
            return Optional.of(factory.generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            // Not of this algorithm; if it is of none, the caller refuses the file.
            return Optional.empty();
        }
    }

    private static KeyException unreadable(Path file, String why) {
        return new KeyException(
                "PUBLIC_KEYS_UNREADABLE",
                "'" + file + "' " + why,
                "give the public.pem that 'bulwark init' wrote beside the signing keys");
    }
}
