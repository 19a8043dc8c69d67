package dev.bulwark.governance.dossier;

import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.ledger.trust.Entitlement;
import dev.bulwark.ledger.trust.RosterChain;
import dev.bulwark.ledger.trust.SignerRoles;
import dev.bulwark.ledger.trust.TrustRoot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Verifies the envelopes of a dossier by the rosters and revocations among them: whoever signed
 * must have been entitled to at the entry that the proof shows.
 */
final class DossierSigners {
    private final TrustRoot owners;
    private final List<Fault> faults;

    /**
     * An envelope in the dossier.
     *
     * @param path its file
     * @param place its entry in the log, if its proof holds
     */
    record Piece(String path, Envelope envelope, Optional<Place> place) {
        Piece {
            Objects.requireNonNull(path);
            Objects.requireNonNull(envelope);
            Objects.requireNonNull(place);
        }
    }

    /** A proved entry: its index, and the log's time in it. */
    record Place(long index, Instant loggedAt) {}

    /**
     * @param owners keys that were got from the signer
     * @param faults gets what is wrong
     */
    DossierSigners(TrustedKeys owners, List<Fault> faults) {
        this.owners = TrustRoot.of(owners);
        this.faults = faults;
    }

    /** The evidence that holds, in the order given. */
    List<Evidence> verified(List<Piece> pieces) {
        SignerRoles roles = roles(pieces);
        TrustedKeys everybody = roles.keys();
        List<Evidence> evidence = new ArrayList<>();
        for (Piece piece : pieces) {
            switch (everybody.verify(piece.envelope())) {
                case Verification.Valid(Evidence valid) -> {
                    evidence.add(valid);
                    piece.place().ifPresent(place -> judge(piece.path(), valid, place, roles));
                }
                case Verification.Invalid(var reason, String detail) ->
                        faults.add(new Fault(piece.path(), detail, reason.fix()));
            }
        }
        return evidence;
    }

    /** What the owners' own acts in the dossier say, in the order of the log. */
    private SignerRoles roles(List<Piece> pieces) {
        RosterChain chain = new RosterChain(owners, SignaturePolicy.BOTH);
        pieces.stream()
                .filter(piece -> piece.place().isPresent())
                .sorted(Comparator.comparingLong(piece -> piece.place().orElseThrow().index()))
                .forEach(piece -> {
                    Place place = piece.place().orElseThrow();
                    chain.add(piece.envelope(), place.index(), place.loggedAt());
                });
        return chain.roles();
    }

    private void judge(String path, Evidence evidence, Place place, SignerRoles roles) {
        switch (roles.judge(evidence, place.index(), place.loggedAt(), SignaturePolicy.BOTH)) {
            case Entitlement.Entitled _ -> {}
            case Entitlement.Refused(var _, String why) ->
                    faults.add(
                            new Fault(
                                    path,
                                    "nobody who signed it was entitled to: " + why,
                                    "ask who made the dossier who may sign this, and since when"));
        }
    }
}
