package dev.bulwark.dataset;

import dev.bulwark.dataset.read.DatasetException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;

/**
 * Names of files within a data set: relative to the project's folder, {@code /} between the parts,
 * no {@code .} or {@code ..}, no backslash or control character, Unicode form NFC. One file has one
 * name on every system, and no name leads out of the folder.
 */
public final class DataPath {
    private static final int LONGEST = 1024;

    private DataPath() {}

    /** Whether {@code path} is such a name. */
    public static boolean isValid(String path) {
        if (path.isEmpty()
                || path.length() > LONGEST
                || !Normalizer.isNormalized(path, Normalizer.Form.NFC)
                || path.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses anything else.
     *
     * @throws DatasetException if {@code path} is no such name
     */
    public static void require(String path) {
        if (!isValid(path)) {
            throw new DatasetException(
                    "DATA_PATH",
                    "'" + printable(path) + "' is no relative path inside the project's folder",
                    "write it relative to bulwark.yaml with '/' and without '..'");
        }
    }

    /** The folder part, or empty if the file lies in the project's folder itself. */
    public static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /**
     * The regular file of this name.
     *
     * @throws DatasetException if there is none, or a link stands anywhere below {@code root}
     */
    static Path resolve(Path root, String path) {
        require(path);
        if (leadsOverLink(root, path)) {
            throw new DatasetException(
                    "DATA_LINK",
                    "'" + path + "' leads over a symbolic link",
                    "put the data itself into the project's folder");
        }
        Path file = root.resolve(path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DatasetException(
                    "DATA_MISSING",
                    "there is no file '" + path + "'",
                    "restore it, or correct its path under 'data' in bulwark.yaml");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DatasetException(
                    "DATA_NO_FILE", "'" + path + "' is no regular file", "name the file itself");
        }
        return file;
    }

    /** Whether {@code path} or a folder above it, below {@code root}, is a symbolic link. */
    static boolean leadsOverLink(Path root, String path) {
        Path file = root;
        for (String part : path.split("/", -1)) {
            file = file.resolve(part);
            if (Files.isSymbolicLink(file)) {
                return true;
            }
        }
        return false;
    }

    /** The name without characters that could disturb a terminal or a log. */
    static String printable(String path) {
        String shown = path.length() > LONGEST ? path.substring(0, LONGEST) + "…" : path;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
