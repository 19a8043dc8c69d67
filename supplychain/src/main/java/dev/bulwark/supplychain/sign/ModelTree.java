package dev.bulwark.supplychain.sign;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a model, listed without following a single link. A model is one file, or a
 * folder with everything in it that the rules do not leave out.
 */
final class ModelTree {
    /** Deeper nesting is no model but an attack on the walk. */
    static final int DEEPEST = 64;

    /** What an undecodable byte of a file name turns into. */
    private static final String REPLACEMENT = "\ufffd";

    private final Path folder;
    private final String name;
    private final boolean singleFile;
    private final SortedMap<String, Long> sizes = new TreeMap<>(ResourcePath.CODE_POINT_ORDER);
    private final List<FileProblem> problems = new ArrayList<>();

    private ModelTree(Path folder, String name, boolean singleFile) {
        this.folder = folder;
        this.name = name;
        this.singleFile = singleFile;
    }

    /**
     * Lists {@code model}.
     *
     * @throws RefusedException if it is missing, a link, special, too large, or cannot be listed
     */
    static ModelTree list(Path model, IgnoreRules ignored) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            model, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                throw new RefusedException(
                        Refusal.MODEL_UNSAFE, "model '" + model + "' is a symbolic link");
            }
            Path real = model.toRealPath();
            Path last = real.getFileName();
            String name = last == null ? "model" : last.toString();
            if (attributes.isDirectory()) {
                ModelTree tree = new ModelTree(real, name, false);
                try (OpenFolder root = OpenFolder.open(real)) {
                    tree.walk(root, "", 0, ignored);
                }
                return tree;
            }
            return singleFile(model, real, name, attributes);
        } catch (NoSuchFileException e) {
            throw new RefusedException(
                    Refusal.MODEL_UNREADABLE, "model '" + model + "' does not exist", e);
        } catch (IOException | DirectoryIteratorException e) {
            throw new RefusedException(
                    Refusal.MODEL_UNREADABLE, "model '" + model + "' cannot be read: " + e, e);
        }
    }

    private static ModelTree singleFile(
            Path model, Path real, String name, BasicFileAttributes attributes) {
        Path parent = real.getParent();
        if (!attributes.isRegularFile() || parent == null) {
            throw new RefusedException(
                    Refusal.MODEL_UNSAFE, "model '" + model + "' is neither a file nor a folder");
        }
        ModelTree tree = new ModelTree(parent, name, true);
        tree.sizes.put(name, attributes.size());
        return tree;
    }

    private void walk(OpenFolder folder, String prefix, int depth, IgnoreRules ignored)
            throws IOException {
        if (depth > DEEPEST) {
            throw new RefusedException(
                    Refusal.MODEL_TOO_LARGE,
                    "folder '%s' is nested deeper than %d".formatted(prefix, DEEPEST));
        }
        for (Path entry : folder.entries()) {
            Path last = entry.getFileName();
            if (last == null) {
                continue;
            }
            String path = prefix + last;
            if (!ignored.covers(path)) {
                visit(folder, last, path, depth, ignored);
            }
        }
    }

    private void visit(OpenFolder folder, Path entry, String path, int depth, IgnoreRules ignored)
            throws IOException {
        BasicFileAttributes attributes = folder.attributes(entry);
        if (attributes.isSymbolicLink()) {
            problems.add(new FileProblem(path, FileProblem.Kind.LINK, "is a symbolic link"));
        } else if (attributes.isDirectory()) {
            try (OpenFolder child = folder.folder(entry)) {
                walk(child, path + "/", depth + 1, ignored);
            }
        } else if (!attributes.isRegularFile()) {
            problems.add(
                    new FileProblem(
                            path, FileProblem.Kind.SPECIAL, "is a device, a pipe or a socket"));
        } else {
            add(path, attributes.size());
        }
        if (sizes.size() + problems.size() > ModelManifest.MOST_RESOURCES) {
            throw new RefusedException(
                    Refusal.MODEL_TOO_LARGE,
                    "the model has more than " + ModelManifest.MOST_RESOURCES + " files");
        }
    }

    private void add(String path, long size) {
        String fault =
                path.contains(REPLACEMENT)
                        ? "has a name that is not UTF-8 in the locale of this process"
                        : ResourcePath.fault(path);
        if (fault.isEmpty()) {
            sizes.put(path, size);
        } else {
            problems.add(new FileProblem(path, FileProblem.Kind.UNREADABLE, fault));
        }
    }

    /** Last component of the model's path. */
    String name() {
        return name;
    }

    boolean isSingleFile() {
        return singleFile;
    }

    /** Size in bytes by path, in code point order. */
    SortedMap<String, Long> sizes() {
        return Collections.unmodifiableSortedMap(sizes);
    }

    /** Links and other things that have no place in a model. */
    List<FileProblem> problems() {
        return Collections.unmodifiableList(problems);
    }

    /** Opens a listed file, again without following a link in any component below the model. */
    SeekableByteChannel open(String path) throws IOException {
        String[] components = path.split("/", -1);
        OpenFolder current = OpenFolder.open(folder);
        try {
            for (int i = 0; i < components.length - 1; i++) {
                OpenFolder next = current.folder(Path.of(components[i]));
                current.close();
                current = next;
            }
            return current.file(Path.of(components[components.length - 1]));
        } finally {
            current.close();
        }
    }

    /**
     * A folder held open. Where the platform can, everything in it is reached through its
     * descriptor ({@code openat}), so that swapping a folder for a link between listing and reading
     * gains an attacker nothing; elsewhere by path, where only the last component is guarded.
     */
    private static final class OpenFolder implements Closeable {
        private static final Set<OpenOption> READ =
                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

        private final Path path;
        private final DirectoryStream<Path> stream;
        private final @Nullable SecureDirectoryStream<Path> secure;

        private OpenFolder(Path path, DirectoryStream<Path> stream) {
            this.path = path;
            this.stream = stream;
            this.secure = stream instanceof SecureDirectoryStream<Path> guarded ? guarded : null;
        }

        @SuppressWarnings("StreamResourceLeak") // closed with this folder
        static OpenFolder open(Path path) throws IOException {
            return new OpenFolder(path, Files.newDirectoryStream(path));
        }

        /** The names in it, in no order; once only. */
        Iterable<Path> entries() {
            return stream;
        }

        BasicFileAttributes attributes(Path name) throws IOException {
            if (secure == null) {
                return Files.readAttributes(
                        path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            }
            return secure.getFileAttributeView(
                            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        }

        OpenFolder folder(Path name) throws IOException {
            Path child = path.resolve(name);
            return secure == null
                    ? open(child)
                    : new OpenFolder(
                            child, secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
        }

        SeekableByteChannel file(Path name) throws IOException {
            return secure == null
                    ? Files.newByteChannel(path.resolve(name), READ)
                    : secure.newByteChannel(name, READ);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
