package dev.bulwark.governance.change;

import dev.bulwark.kernel.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One change with all that was said of it. */
final class ChangeFile {
    /**
     * A ballot as it was cast.
     *
     * @param seen whether the evidence then was what the change says
     */
    record Entry(
            Signed by,
            Ballot ballot,
            Instant castAt,
            Instant until,
            long policyEpoch,
            boolean seen) {}

    private final Map<String, Entry> words = new LinkedHashMap<>();
    private final List<Entry> earlier = new ArrayList<>();
    private Change change;
    private Digest digest;
    private Digest snapshot;
    private ChangeStatus.State state = ChangeStatus.State.OPEN;

    ChangeFile(Change change, Digest digest) {
        this.change = change;
        this.digest = digest;
        this.snapshot = change.snapshot();
    }

    Change change() {
        return change;
    }

    Digest digest() {
        return digest;
    }

    /** Whether a ballot is about the last revision and what its author saw. */
    boolean isAbout(Ballot ballot) {
        return ballot.change().equals(digest)
                && ballot.policy().equals(change.policy())
                && ballot.snapshot().equals(snapshot);
    }

    ChangeStatus.State state() {
        return state;
    }

    void close(ChangeStatus.State end) {
        state = end;
    }

    /** Everything said of the revisions before is void. */
    void revise(Change revision, Digest itsDigest) {
        change = revision;
        digest = itsDigest;
        snapshot = revision.snapshot();
        earlier.addAll(words.values());
        words.clear();
    }

    /** The newest word of a person is that person's word. */
    void say(Entry entry) {
        words.remove(entry.by().person());
        words.put(entry.by().person(), entry);
    }

    Map<String, Entry> words() {
        return words;
    }

    List<Entry> earlier() {
        return earlier;
    }
}
