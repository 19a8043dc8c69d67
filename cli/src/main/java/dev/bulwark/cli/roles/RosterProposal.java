package dev.bulwark.cli.roles;

import dev.bulwark.cli.change.PersonKeys;
import dev.bulwark.cli.path.ProposalFile;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.OwnerActs;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.RosterQuorum;
import dev.bulwark.ledger.trust.SignerRoles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A roster on its way to the signatures it needs, and what it would change. */
final class RosterProposal {
    private final Envelope envelope;
    private final Roster roster;

    private RosterProposal(Envelope envelope, Roster roster) {
        this.envelope = envelope;
        this.roster = roster;
    }

    /** The owner's signature under a roster. */
    static RosterProposal by(Signer owner, Roster roster) {
        return new RosterProposal(owner.sign(roster.statement()), roster);
    }

    /**
     * What a file holds; its signatures are not verified here.
     *
     * @throws BulwarkException if it is no roster
     */
    static RosterProposal read(Path file) throws IOException {
        Envelope envelope = ProposalFile.read(file, "'bulwark ledger grant --out'");
        try {
            Statement statement = Statement.parse(envelope.payload().toArray());
            return new RosterProposal(envelope, Roster.from(statement));
        } catch (IllegalArgumentException e) {
            throw new BulwarkException(
                    "PROPOSAL_MALFORMED",
                    "'%s' is no roster: %s".formatted(file, e.getMessage()),
                    "name the file that 'bulwark ledger grant --out' wrote",
                    e);
        }
    }

    Roster roster() {
        return roster;
    }

    Envelope envelope() {
        return envelope;
    }

    RosterProposal countersigned(Path keys, Path file) throws IOException {
        Signer signer =
                PersonKeys.unlocked(
                        keys,
                        Map.copyOf(System.getenv()),
                        Terminal.person(),
                        InstantSource.system().instant());
        return new RosterProposal(ProposalFile.countersigned(envelope, signer, file), roster);
    }

    /**
     * Enters it into the log.
     *
     * @throws BulwarkException if it would not count there
     */
    LoggedEvidence record(Run run) {
        SignerRoles roles = run.workspace().verified().roles();
        Optional<String> why = roles.refusalOf(envelope, run.now());
        if (why.isPresent()) {
            throw new BulwarkException(
                    "ROSTER_NOT_SIGNED",
                    "roster %d would not count: %s".formatted(roster.serial(), why.get()),
                    "make it anew with 'bulwark ledger grant … --with KEYS', the keys of one of "
                            + roles.rosterQuorum().people()
                            + "; or with --out FILE, and let them sign it with 'bulwark ledger"
                            + " countersign FILE --as KEYS'");
        }
        return run.workspace().ledger().record(envelope);
    }

    /** Who decides about the roster, in a sentence for people. */
    static String describe(RosterQuorum quorum) {
        return quorum.isOnePersons()
                ? "one person alone (%s) says who is on the roster, and could invent people;"
                                .formatted(one(quorum.people()))
                        + " grant another %s to need two".formatted(OwnerActs.ROSTER)
                : "%d people must sign a new roster, an owner among them: of %s"
                        .formatted(quorum.needed(), quorum.people());
    }

    private static Person one(Set<Person> people) {
        return people.iterator().next();
    }

    /** What would change, a line each: what the next one is asked to sign. */
    List<String> changes(Optional<Roster> before) {
        Set<String> old = new TreeSet<>(lines(before));
        Set<String> now = new TreeSet<>(lines(Optional.of(roster)));
        List<String> changes = new ArrayList<>();
        old.stream().filter(each -> !now.contains(each)).forEach(each -> changes.add("- " + each));
        now.stream().filter(each -> !old.contains(each)).forEach(each -> changes.add("+ " + each));
        return changes;
    }

    private static List<String> lines(Optional<Roster> roster) {
        List<String> lines = new ArrayList<>();
        for (RosterMember member : roster.map(Roster::members).orElse(List.of())) {
            String who =
                    "%s  key %s…".formatted(member.person(), member.keys().id().substring(0, 16));
            lines.add(who + "  on the roster");
            for (Grant grant : member.grants()) {
                lines.add(who + "  " + grant);
            }
        }
        return lines;
    }
}
