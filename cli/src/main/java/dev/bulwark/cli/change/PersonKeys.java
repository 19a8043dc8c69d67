package dev.bulwark.cli.change;

import dev.bulwark.cli.project.PassphraseSource;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.keys.KeyStoreFile;
import dev.bulwark.kernel.keys.Passphrase;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.ledger.trust.SignerRoles;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The keys of a person, apart from the project's, and who the roster says holds them. */
public final class PersonKeys {
    private static final String FILE_VARIABLE = "BULWARK_PERSON_PASSPHRASE_FILE";
    private static final String VARIABLE = "BULWARK_PERSON_PASSPHRASE";

    private final SigningKeys keys;
    private final String person;

    private PersonKeys(SigningKeys keys, String person) {
        this.keys = keys;
        this.person = person;
    }

    /**
     * Unlocks a person's keys. Their passphrase comes from the file that {@value #FILE_VARIABLE}
     * names, from {@value #VARIABLE}, from beside the keys, or from the terminal; never from the
     * project's variables.
     *
     * @param folder made by {@code bulwark init}
     * @param verified the ledger whose roster says whose keys they are
     * @param now see {@link KeyStoreFile#open}
     * @throws BulwarkException if there are none, or they are on no roster
     */
    public static PersonKeys open(
            Path folder,
            VerifiedEvidence verified,
            Map<String, String> environment,
            Optional<Console> console,
            Instant now)
            throws IOException {
        ProjectFolder own = ProjectFolder.at(folder);
        SigningKeys keys = unlocked(folder, environment, console, now);
        String id = SignerKeys.of(keys.publicKeys()).id();
        String person =
                verified.roles()
                        .current()
                        .map(SignerRoles.InForce::roster)
                        .flatMap(roster -> roster.holderOf(id))
                        .map(member -> member.person().name())
                        .orElseThrow(() -> unknown(own, id));
        return new PersonKeys(keys, person);
    }

    /** The same keys, whoever's they are: whether they count is judged where they are read. */
    public static SigningKeys unlocked(
            Path folder, Map<String, String> environment, Optional<Console> console, Instant now)
            throws IOException {
        ProjectFolder own = ProjectFolder.at(folder);
        if (!own.hasKeys()) {
            throw new BulwarkException(
                    "PERSON_KEYS_MISSING",
                    "there are no keys of a person in '" + own.keys() + "'",
                    "make some with 'bulwark init --keys-only " + folder + "'");
        }
        try (Passphrase passphrase =
                new PassphraseSource(own, ofPerson(environment), console).existing()) {
            return KeyStoreFile.open(own.signingKeys(), passphrase, now);
        }
    }

    private static BulwarkException unknown(ProjectFolder own, String id) {
        return new BulwarkException(
                "PERSON_UNKNOWN",
                "key %s… of '%s' is on no roster of the project's ledger"
                        .formatted(id.substring(0, 12), own.root()),
                "give '%s' to an owner of the project, who enrols it with 'bulwark ledger grant'"
                        .formatted(own.publicKeys()));
    }

    /** The variables of the project's own keys must not unlock, or fail to unlock, a person's. */
    private static Map<String, String> ofPerson(Map<String, String> environment) {
        Map<String, String> own = new HashMap<>();
        own.put("BULWARK_PASSPHRASE_FILE", environment.getOrDefault(FILE_VARIABLE, ""));
        own.put("BULWARK_PASSPHRASE", environment.getOrDefault(VARIABLE, ""));
        return own;
    }

    /** Who the roster says holds these keys. */
    public String person() {
        return person;
    }

    /** Signs a statement as this person. */
    public Envelope sign(Statement statement) {
        return keys.sign(statement);
    }
}
