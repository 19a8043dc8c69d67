package dev.bulwark.cli.path;

import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.dataset.manifest.ManifestVerification;
import dev.bulwark.dataset.manifest.ManifestVerifier;
import dev.bulwark.governance.cards.ModelCard;
import dev.bulwark.governance.dossier.DossierVerification;
import dev.bulwark.governance.dossier.DossierVerifier;
import dev.bulwark.governance.dossier.Fault;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.Severity;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.BrokenEvidence;
import dev.bulwark.ledger.LedgerCheck;
import dev.bulwark.ledger.LedgerFinding;
import dev.bulwark.ledger.LedgerFsck;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.policy.PolicyException;
import dev.bulwark.ledger.policy.PolicyVerdict;
import dev.bulwark.ledger.policy.TrustPolicy;
import dev.bulwark.supplychain.sign.ModelVerification;
import dev.bulwark.training.provenance.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Verification: a dossier, or everything a project holds. Needs no secret and changes nothing. */
public final class VerifyStage {
    private VerifyStage() {}

    /**
     * What verification showed.
     *
     * @param checked what was looked at, a line each
     * @param warnings what the reader should know nevertheless
     * @param findings what is wrong; empty if everything verifies
     */
    public record Result(List<String> checked, List<String> warnings, List<Finding> findings) {
        public Result {
            checked = List.copyOf(checked);
            warnings = List.copyOf(warnings);
            findings = List.copyOf(findings);
        }

        /** Both, in this order. */
        public Result and(Result other) {
            return new Result(
                    Stream.concat(checked.stream(), other.checked.stream()).toList(),
                    Stream.concat(warnings.stream(), other.warnings.stream()).toList(),
                    Stream.concat(findings.stream(), other.findings.stream()).toList());
        }
    }

    /** Verifies a dossier by itself. */
    public static Result dossier(Path dossier, Optional<Path> key) throws IOException {
        DossierVerification verification =
                key.isPresent()
                        ? DossierVerifier.verify(dossier, PublicKeyFile.read(key.get()))
                        : DossierVerifier.verifyWithItsOwnKeys(dossier);
        return result(verification, "");
    }

    /** Verifies a dossier and that its log was witnessed as a policy asks. */
    public static Result dossier(Path dossier, Path key, TrustPolicy policy, Instant now)
            throws IOException {
        DossierVerification verification =
                DossierVerifier.verify(dossier, PublicKeyFile.read(key), policy, now);
        Result result = result(verification, "");
        if (verification instanceof DossierVerification.Intact intact) {
            // What a policy without witnesses proves is among the dossier's own warnings already.
            List<String> checked = witnessed(intact.checkpoint(), policy, now).checked();
            return result.and(new Result(checked, List.of(), List.of()));
        }
        return result;
    }

    /** Whether the ledger of a project was witnessed as a policy asks. */
    public static Result witnessed(ProjectFolder folder, TrustPolicy policy, Instant now)
            throws IOException {
        try {
            return witnessed(Workspace.reader(folder).checkpoint(), policy, now);
        } catch (LedgerException e) {
            return new Result(List.of(), List.of(), List.of()); // said by fsck already
        }
    }

    private static Result witnessed(SignedCheckpoint checkpoint, TrustPolicy policy, Instant now) {
        try {
            return switch (policy.forLog(checkpoint.signers().getFirst())
                    .verify(checkpoint.note().toArray(), now)) {
                case PolicyVerdict.Accepted accepted ->
                        new Result(
                                accepted.witnessed()
                                        ? List.of("witnesses: " + accepted.describe())
                                        : List.of(),
                                accepted.witnessed() ? List.of() : List.of(accepted.describe()),
                                List.of());
                case PolicyVerdict.Refused(String why) ->
                        unwitnessed(why, "start the witnesses, and record something anew");
            };
        } catch (PolicyException e) {
            return unwitnessed(e.what(), e.fix());
        }
    }

    private static Result unwitnessed(String why, String fix) {
        return new Result(
                List.of("witnesses"),
                List.of(),
                List.of(
                        new Finding(
                                "ledger/NotWitnessed",
                                Severity.CRITICAL,
                                "the checkpoint does not satisfy the policy: " + why,
                                ".bulwark/ledger/checkpoint",
                                fix)));
    }

    private static Result result(DossierVerification verification, String prefix) {
        return switch (verification) {
            case DossierVerification.Intact intact ->
                    new Result(
                            List.of(
                                    "dossier: %d pieces of evidence, log of %,d entries"
                                            .formatted(
                                                    intact.evidence().size(),
                                                    intact.checkpoint().checkpoint().size())),
                            intact.warnings(),
                            List.of());
            case DossierVerification.Broken(List<Fault> faults) ->
                    new Result(
                            List.of("dossier"),
                            List.of(),
                            faults.stream()
                                    .map(f ->
                                            new Finding(
                                                    "dossier",
                                                    Severity.CRITICAL,
                                                    f.what(),
                                                    prefix + f.file(),
                                                    f.fix()))
                                    .toList());
        };
    }

    /** Verifies a project: ledger, evidence, data, models, dossier. */
    public static Result project(ProjectFolder folder, Optional<Path> key) throws IOException {
        List<PublicKey> keys = PublicKeyFile.read(key.orElse(folder.publicKeys()));
        List<String> checked = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Optional<VerifiedEvidence> verified = ledger(folder, keys, checked, warnings, findings);
        if (verified.isPresent()) {
            data(folder, verified.get(), checked, findings);
            models(folder, verified.get(), keys, checked, findings);
            card(folder, verified.get(), checked, findings);
        }
        if (Files.isDirectory(folder.dossier())) {
            Result dossier =
                    result(DossierVerifier.verify(folder.dossier(), keys), "build/dossier/");
            checked.addAll(dossier.checked());
            warnings.addAll(dossier.warnings());
            findings.addAll(dossier.findings());
        }
        return new Result(checked, warnings, findings);
    }

    private static Optional<VerifiedEvidence> ledger(
            ProjectFolder folder,
            List<PublicKey> keys,
            List<String> checked,
            List<String> warnings,
            List<Finding> findings)
            throws IOException {
        var logKey = Workspace.logKey(folder, keys);
        LedgerCheck check = LedgerFsck.check(folder.ledger(), logKey);
        checked.add("ledger: %,d entries, every hash recomputed".formatted(check.entries()));
        Set<Finding> seen = new LinkedHashSet<>();
        for (LedgerFinding finding : check.findings()) {
            seen.add(placed(finding));
        }
        try {
            VerifiedEvidence verified =
                    LedgerReader.open(folder.ledger(), logKey).verified(TrustedKeys.of(keys));
            verified.blocking().forEach(broken -> seen.add(placed(broken)));
            // The log keeps for ever what nobody was entitled to sign; it counts for nothing.
            verified.broken().stream()
                    .filter(broken -> !broken.flaw().blocks())
                    .map(broken -> "does not count: " + broken.message())
                    .forEach(warnings::add);
            checked.add("evidence: %,d envelopes verified".formatted(verified.evidence().size()));
            findings.addAll(seen);
            return Optional.of(verified);
        } catch (BulwarkException e) {
            // The checkpoint is not believed: fsck has said so, and nothing more can be checked.
            seen.add(
                    new Finding("ledger", Severity.CRITICAL, e.what(), ".bulwark/ledger", e.fix()));
            findings.addAll(seen);
            return Optional.empty();
        }
    }

    private static Finding placed(LedgerFinding finding) {
        return switch (finding) {
            case LedgerFinding.OfLog(var log) ->
                    new Finding(
                            "ledger",
                            log.severity(),
                            log.message(),
                            ".bulwark/ledger/" + log.file(),
                            log.fix());
            case LedgerFinding.OfEvidence(var broken) -> placed(broken);
        };
    }

    private static Finding placed(BrokenEvidence broken) {
        return new Finding(
                "evidence/" + broken.flaw().name(),
                broken.flaw().severity(),
                broken.why(),
                ".bulwark/evidence/" + broken.file(),
                broken.flaw().fix());
    }

    private static void data(
            ProjectFolder folder,
            VerifiedEvidence verified,
            List<String> checked,
            List<Finding> findings)
            throws IOException {
        Optional<Evidence> manifest =
                Workspace.newest(verified, Practice.DATA_INTEGRITY.predicateType());
        if (manifest.isEmpty()) {
            return;
        }
        switch (ManifestVerifier.verify(folder.root(), manifest.get())) {
            case ManifestVerification.Intact(int files) ->
                    checked.add("data: %d files as their manifest says".formatted(files));
            case ManifestVerification.Broken(List<Finding> faults) -> findings.addAll(faults);
        }
    }

    private static void models(
            ProjectFolder folder,
            VerifiedEvidence verified,
            List<PublicKey> keys,
            List<String> checked,
            List<Finding> findings)
            throws IOException {
        Set<Digest> models = new LinkedHashSet<>();
        verified.evidence().stream()
                .filter(e -> e.statement().predicateType().equals(Provenance.PREDICATE_TYPE))
                .forEach(e -> models.add(e.statement().subjects().getFirst().digest()));
        PublicKey ecdsa =
                keys.stream().filter(ECPublicKey.class::isInstance).findFirst().orElseThrow();
        for (Digest digest : models) {
            model(folder, digest, ecdsa, findings);
        }
        checked.add("models: %d".formatted(models.size()));
    }

    private static void model(
            ProjectFolder folder, Digest digest, PublicKey key, List<Finding> findings)
            throws IOException {
        String place = ".bulwark/models/" + digest.hex() + "/";
        Path model = folder.model(digest);
        Path onnx = model.resolve("model.onnx");
        if (!Files.isRegularFile(onnx)) {
            findings.add(
                    fault(place + "model.onnx", "the file is gone", "restore it, or train again"));
            return;
        }
        Digest found = Digest.of(Files.readAllBytes(onnx));
        if (!found.equals(digest)) {
            findings.add(
                    fault(
                            place + "model.onnx",
                            "the file is "
                                    + found.abbreviated()
                                    + ", its provenance says otherwise",
                            "restore it, or train again: the same seed gives the same bytes"));
        }
        Path signature = model.resolve(SupplyStage.SIGNATURE);
        if (Files.isRegularFile(signature)) {
            Bytes bundle = Bytes.of(Files.readAllBytes(signature));
            switch (SupplyStage.verify(model, bundle, key)) {
                case ModelVerification.Intact _ -> {}
                case ModelVerification.Refused refused -> {
                    String named =
                            refused.files().isEmpty()
                                    ? SupplyStage.SIGNATURE
                                    : refused.files().getFirst().path();
                    findings.add(fault(place + named, refused.detail(), refused.reason().fix()));
                }
            }
        }
    }

    /** The model card's numbers and words; its list of evidence is new in every run. */
    private static void card(
            ProjectFolder folder,
            VerifiedEvidence verified,
            List<String> checked,
            List<Finding> findings)
            throws IOException {
        Path card = folder.root().resolve("build").resolve("model-card.md");
        Optional<Evidence> documented =
                Workspace.newest(verified, Practice.DOCUMENTATION.predicateType());
        if (documented.isEmpty() || !Files.isRegularFile(card)) {
            return;
        }
        Digest found;
        try {
            String text = new String(Files.readAllBytes(card), StandardCharsets.UTF_8);
            found = Digest.of(ModelCard.reproducible(text).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Without the marks around its evidence it is no card that was written here.
            found = Digest.of(Files.readAllBytes(card));
        }
        if (new Json.Str(found.toString()).equals(documented.get().facts().get("card_digest"))) {
            checked.add("model card: as its evidence says");
        } else {
            findings.add(
                    fault(
                            "build/model-card.md",
                            "the card is not the one its evidence is about",
                            "run 'bulwark run' again, which writes it anew"));
        }
    }

    private static Finding fault(String file, String what, String fix) {
        return new Finding("model", Severity.CRITICAL, what, file, fix);
    }
}
