package dev.bulwark.cli.change;

import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.governance.change.AliasHistory;
import dev.bulwark.governance.change.ChangeBook;
import dev.bulwark.governance.change.ChangeStatus;
import dev.bulwark.governance.change.LedgerChanges;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A project's changes as its ledger has them; read with public keys alone. */
public final class ChangeProject {
    private final ProjectFolder folder;
    private final LedgerReader reader;
    private final VerifiedEvidence verified;
    private final ChangeBook book;
    private final InstantSource clock;

    private ChangeProject(
            ProjectFolder folder,
            LedgerReader reader,
            VerifiedEvidence verified,
            InstantSource clock) {
        this.folder = folder;
        this.reader = reader;
        this.verified = verified;
        this.book = LedgerChanges.read(verified);
        this.clock = clock;
    }

    /** Reads the ledger of a project. */
    public static ChangeProject read(ProjectFolder folder, InstantSource clock) throws IOException {
        LedgerReader reader = Workspace.reader(folder);
        TrustedKeys owners = TrustedKeys.of(PublicKeyFile.read(folder.publicKeys()));
        return new ChangeProject(folder, reader, reader.verified(owners), clock);
    }

    ProjectFolder folder() {
        return folder;
    }

    /** Everything that verified. */
    public VerifiedEvidence verified() {
        return verified;
    }

    /** The book of changes. */
    public ChangeBook book() {
        return book;
    }

    /** The time, to the second. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * How a change stands now.
     *
     * @throws BulwarkException if there is none of this name
     */
    public ChangeStatus status(String id) {
        return book.status(id, now())
                .orElseThrow(() ->
                        new BulwarkException(
                                "CHANGE_UNKNOWN",
                                "there is no change '%s'"
                                        .formatted(id.replaceAll("\\p{Cntrl}", "?")),
                                "see 'bulwark change list'"));
    }

    /** What a target meant when. */
    public AliasHistory history(String target) {
        return AliasHistory.of(reader, verified, book, target);
    }

    /** The inclusion proof of an envelope, as text. */
    public String proof(Digest envelope) {
        return new String(
                reader.proof(envelope).toBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
