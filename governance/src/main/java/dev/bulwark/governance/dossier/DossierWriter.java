package dev.bulwark.governance.dossier;

import dev.bulwark.governance.page.Html;
import dev.bulwark.governance.page.Page;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.keys.PublicKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes dossiers.
 *
 * <p><b>Guarantees:</b> the folder is either the old dossier or the whole new one, but for the
 * instant between two renames; a crash there leaves the old one beside it. A folder that is no
 * dossier is never replaced. All pages are static and escaped; every file is in the signed
 * manifest.
 *
 * <p><b>Does not guarantee</b> that two writers at once agree: one of them fails.
 */
public final class DossierWriter {
    private static final List<Page.Link> LINKS =
            List.of(
                    new Page.Link(DossierLayout.INDEX, "Board"),
                    new Page.Link(DossierLayout.MEASUREMENTS, "Measurements"),
                    new Page.Link(DossierLayout.CARD, "Model card"),
                    new Page.Link(DossierLayout.EVIDENCE, "Evidence"));

    private final Signer signer;

    /** Signs manifests with {@code signer}. */
    public DossierWriter(Signer signer) {
        this.signer = signer;
    }

    /**
     * Writes a dossier.
     *
     * @param out the folder; absent, empty, or a dossier, which is replaced
     * @throws BulwarkException if the folder is something else, or cannot be written
     */
    public void write(Path out, DossierContent content) {
        Path target = out.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null || target.getFileName() == null) {
            throw refused(out, "is the root of a file system");
        }
        SortedMap<String, byte[]> files = files(content);
        byte[] manifest = signer.sign(DossierManifest.describe(content, files)).toBytes();
        Path draft = parent.resolve("." + target.getFileName() + ".new");
        Path old = parent.resolve("." + target.getFileName() + ".old");
        try {
            Files.createDirectories(parent);
            requireReplaceable(target);
            delete(draft);
            delete(old);
            Files.createDirectory(draft);
            for (var file : files.entrySet()) {
                put(draft.resolve(file.getKey()), file.getValue());
            }
            put(draft.resolve(DossierLayout.MANIFEST), manifest);
            swap(draft, target, old);
            delete(old);
        } catch (IOException e) {
            throw new BulwarkException(
                    "DOSSIER_NOT_WRITTEN",
                    "the dossier '%s' cannot be written: %s".formatted(out, e.getMessage()),
                    "check that the folder can be written to and the disk has room",
                    e);
        }
    }

    private static SortedMap<String, byte[]> files(DossierContent content) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(
                DossierLayout.INDEX,
                page("Board", DossierLayout.INDEX, content, new BoardPage(content).write()));
        files.put(
                DossierLayout.MEASUREMENTS,
                page(
                        "Measurements",
                        DossierLayout.MEASUREMENTS,
                        content,
                        new MeasurementsPage(content).write()));
        files.put(
                DossierLayout.CARD,
                page("Model card", DossierLayout.CARD, content, content.card().body()));
        files.put(
                DossierLayout.EVIDENCE,
                page(
                        "Evidence",
                        DossierLayout.EVIDENCE,
                        content,
                        new EvidencePage(content).write()));
        files.put(DossierLayout.CARD_MARKDOWN, utf8(content.card().markdown()));
        files.put(DossierLayout.CHECKPOINT, content.checkpoint().note().toArray());
        files.put(DossierLayout.KEYS, utf8(PublicKeyFile.format(content.keys())));
        for (LoggedEvidence logged : content.evidence()) {
            var digest = logged.evidence().digest();
            files.put(DossierLayout.envelope(digest), logged.evidence().envelope().toBytes());
            files.put(DossierLayout.proof(digest), logged.proof().toBytes());
        }
        content.attachments().forEach((path, bytes) -> files.put(path, bytes.toArray()));
        return files;
    }

    private static byte[] page(String name, String href, DossierContent content, Html main) {
        String system = content.card().system().name();
        return utf8(new Page(name + " · " + system, system, LINKS, href, main).render());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(Path file, byte[] content) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, content);
    }

    private static void requireReplaceable(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(target, "is no folder");
        }
        try (Stream<Path> entries = Files.list(target)) {
            boolean dossier = Files.isRegularFile(target.resolve(DossierLayout.MANIFEST));
            if (!dossier && entries.findAny().isPresent()) {
                throw refused(target, "holds something that is no dossier");
            }
        }
    }

    /** Two renames; if the second fails, the old dossier goes back to its place. */
    private static void swap(Path draft, Path target, Path old) throws IOException {
        boolean replaces = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (replaces) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (replaces) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
    }

    /** Deletes a folder of ours; links in it are removed, never followed. */
    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static BulwarkException refused(Path out, String why) {
        return new BulwarkException(
                "DOSSIER_FOLDER_REFUSED",
                "'%s' %s".formatted(out, why),
                "name a folder that is empty, absent or a dossier");
    }
}
