package dev.bulwark.governance.change;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every alias means, in a file for people and scripts to read. It is derived from the ledger
 * and never read as a truth: whoever opens the changes writes it anew if it says anything else.
 */
public final class AliasFile {
    private static final int LARGEST = 1 << 20;

    private final Path file;

    /**
     * @param file such as {@code .bulwark/aliases.json}; beside it lies a folder for drafts
     */
    public AliasFile(Path file) {
        this.file = file;
    }

    /**
     * Makes the file say what the book says; durable when it returns.
     *
     * @return whether it said something else before, as after a crash
     */
    public boolean reconcile(ChangeBook book) throws IOException {
        byte[] wanted = content(book).getBytes(StandardCharsets.UTF_8);
        if (book.targets().isEmpty() && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) <= LARGEST
                && Arrays.equals(DurableFiles.read(file, LARGEST), wanted)) {
            return false;
        }
        DurableFiles files = new DurableFiles(file.resolveSibling("aliases-drafts"));
        files.clearLeftovers();
        files.write(file, wanted);
        files.sync();
        return true;
    }

    private static String content(ChangeBook book) {
        Map<String, Json> aliases = new TreeMap<>();
        for (String target : book.targets()) {
            book.history(target).reversed().stream()
                    .filter(AliasRecord::counts)
                    .findFirst()
                    .ifPresent(line -> aliases.put(target, entry(line)));
        }
        return Json.obj("version", 1, "aliases", new Json.Obj(aliases)).pretty();
    }

    private static Json.Obj entry(AliasRecord line) {
        Digest means = line.event().to();
        return Json.obj(
                "digest", means,
                "change", line.event().id(),
                "since", line.loggedAt().toString(),
                "entry", line.index());
    }
}
