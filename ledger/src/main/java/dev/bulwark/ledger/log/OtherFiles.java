package dev.bulwark.ledger.log;

import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.wal.WalReplay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks at the files of a log that its current tree does not need: partial tiles of earlier sizes,
 * which auditors may still ask for, leftovers, and what does not belong there.
 */
final class OtherFiles {
    private static final Set<String> KNOWN =
            Set.of(LogFiles.CHECKPOINT, LogFiles.SIGNED, LogFiles.LOCK);

    private final Path folder;
    private final long size;
    private final List<LogFinding> findings;

    OtherFiles(Path folder, long size, List<LogFinding> findings) {
        this.folder = folder;
        this.size = size;
        this.findings = findings;
    }

    void check() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .forEach(this::look);
        } catch (IOException | UncheckedIOException e) {
            findings.add(new LogFinding.ForeignFile("a folder that cannot be listed"));
        }
    }

    private void look(String file) {
        if (KNOWN.contains(file)
                || (file.startsWith(LogFiles.WAL + "/")
                        && WalReplay.isSegment(file.substring(LogFiles.WAL.length() + 1)))) {
            return;
        }
        if (file.startsWith(LogFiles.TEMPORARY + "/")) {
            findings.add(new LogFinding.Leftover(file));
            return;
        }
        Optional<TilePath> path = TilePath.parse(file);
        if (path.isEmpty()) {
            findings.add(new LogFinding.ForeignFile(file));
        } else if (!path.get().isWithin(size)) {
            findings.add(new LogFinding.Leftover(file));
        } else {
            compareWithCurrent(path.get());
        }
    }

    /** An earlier partial tile is the beginning of the current one, byte for byte. */
    private void compareWithCurrent(TilePath earlier) {
        TilePath current = TilePath.at(earlier.level(), earlier.index(), size);
        if (current.equals(earlier) || isReported(current)) {
            return; // recomputed already, or nothing to compare with
        }
        try {
            byte[] old = DurableFiles.read(folder.resolve(earlier.path()), EntryBundle.LARGEST);
            byte[] now = currentBytes(current);
            boolean isPrefix =
                    old.length <= now.length
                            && Arrays.equals(old, 0, old.length, now, 0, old.length);
            boolean isWhole =
                    earlier.level() == TilePath.ENTRIES
                            ? EntryBundle.decode(old, earlier.width()).isPresent()
                            : old.length == earlier.width() * TreeHash.SIZE;
            if (!isPrefix || !isWhole) {
                findings.add(
                        new LogFinding.WrongTile(
                                earlier.path(), "it is not the beginning of '" + current + "'"));
            }
        } catch (IOException e) {
            findings.add(new LogFinding.WrongTile(earlier.path(), LedgerException.reason(e)));
        }
    }

    private boolean isReported(TilePath current) {
        return findings.stream().anyMatch(finding -> finding.file().equals(current.path()));
    }

    private byte[] currentBytes(TilePath current) throws IOException {
        try {
            return DurableFiles.read(folder.resolve(current.path()), EntryBundle.LARGEST);
        } catch (NoSuchFileException e) {
            return DurableFiles.read(folder.resolve(current.full().path()), EntryBundle.LARGEST);
        }
    }
}
