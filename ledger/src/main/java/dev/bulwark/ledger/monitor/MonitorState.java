package dev.bulwark.ledger.monitor;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.StrictBase64;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a monitor believed last, in a folder of its own: the checkpoint, the tree over all entries
 * it has seen, and when the log grew last. Durable, and verified when it is read.
 */
public final class MonitorState {
    private static final int VERSION = 1;
    private static final int LARGEST = 1 << 20;
    private static final String FILE = "seen.json";

    private final Path folder;
    private final DurableFiles files;

    /**
     * @param folder a folder of its own; created on first use
     */
    public MonitorState(Path folder) {
        this.folder = folder;
        this.files = new DurableFiles(folder.resolve("tmp"));
    }

    /**
     * What was believed.
     *
     * @param checkpoint the last one
     * @param grewAt when its size was seen first
     */
    record Seen(SignedCheckpoint checkpoint, CompactRange tree, Instant grewAt) {}

    /** What was kept, if anything was. */
    Optional<Seen> read(VerifierKey logKey) {
        byte[] content;
        try {
            content = DurableFiles.read(folder.resolve(FILE), LARGEST);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(e);
        }
        try {
            return Optional.of(parse(Json.parseObject(content), logKey));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private Seen parse(Json.Obj json, VerifierKey logKey) {
        if (json.integer("v") != VERSION) {
            throw damaged("it is of version " + json.integer("v"));
        }
        byte[] note = json.string("checkpoint").getBytes(StandardCharsets.UTF_8);
        SignedCheckpoint checkpoint =
                switch (SignedCheckpoint.verify(note, logKey)) {
                    case CheckpointVerification.Valid(SignedCheckpoint valid) -> valid;
                    case CheckpointVerification.Refused(String why) -> throw damaged(why);
                };
        List<TreeHash> subtrees = new ArrayList<>();
        for (String hash : json.strings("tree")) {
            subtrees.add(
                    StrictBase64.decode(hash)
                            .map(TreeHash::of)
                            .orElseThrow(() -> damaged("a hash of it is no base64")));
        }
        CompactRange tree = CompactRange.of(checkpoint.size(), subtrees);
        if (!tree.root().equals(checkpoint.root())) {
            throw damaged("its tree does not have the root of its checkpoint");
        }
        return new Seen(checkpoint, tree, Instant.parse(json.string("grewAt")));
    }

    void write(Seen seen) {
        byte[] content =
                Json.obj(
                                "v",
                                VERSION,
                                "checkpoint",
                                new String(
                                        seen.checkpoint().note().toArray(), StandardCharsets.UTF_8),
                                "tree",
                                seen.tree().subtrees().stream().map(TreeHash::toBase64).toList(),
                                "grewAt",
                                seen.grewAt().toString())
                        .canonical();
        write(FILE, content);
    }

    /**
     * Keeps two checkpoints that do not belong to one history.
     *
     * @return where they lie
     */
    Path keepProof(Bytes earlier, Bytes later) {
        String name = "proof-" + dev.bulwark.kernel.Digest.of(later).hex().substring(0, 16);
        write(name + "/earlier.checkpoint", earlier.toArray());
        write(name + "/later.checkpoint", later.toArray());
        return folder.resolve(name);
    }

    private void write(String name, byte[] content) {
        try {
            files.write(folder.resolve(name), content);
            files.sync();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private BulwarkException damaged(String why) {
        return new BulwarkException(
                "MONITOR_STATE_DAMAGED",
                "what the monitor kept in '%s' cannot be believed: %s"
                        .formatted(folder.resolve(FILE), why),
                "restore it; or remove it, and know that what the log showed until now is no"
                        + " longer compared");
    }

    private BulwarkException unusable(IOException cause) {
        return new BulwarkException(
                "MONITOR_STATE_UNUSABLE",
                "the monitor's state in '%s' cannot be used (%s: %s)"
                        .formatted(folder, cause.getClass().getSimpleName(), cause.getMessage()),
                "name a folder that may be written with --state",
                cause);
    }
}
