package dev.bulwark.cli.path;

import dev.bulwark.assessment.performance.PerformanceReport;
import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.cli.config.SystemFile;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.supplychain.bom.BillOfMaterials;
import dev.bulwark.supplychain.bom.Bom;
import dev.bulwark.supplychain.bom.BomInput;
import dev.bulwark.supplychain.bom.Considerations;
import dev.bulwark.supplychain.bom.Licence;
import dev.bulwark.supplychain.bom.ModelDescription;
import dev.bulwark.supplychain.bom.PerformanceMetric;
import dev.bulwark.supplychain.bom.RuntimeInventory;
import dev.bulwark.supplychain.bom.TrainingData;
import dev.bulwark.supplychain.sign.ModelSignatureVerifier;
import dev.bulwark.supplychain.sign.ModelSigner;
import dev.bulwark.supplychain.sign.ModelVerification;
import dev.bulwark.supplychain.sign.SignedModel;
import dev.bulwark.supplychain.sign.SigningEvidence;
import dev.bulwark.supplychain.sign.SigningOptions;
import dev.bulwark.supplychain.sign.VerificationPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Supply chain: what is inside is listed, what leaves is signed. */
public final class SupplyStage {
    /** The bill of materials beside a model. */
    public static final String BOM = "bom.cdx.json";

    /** The OpenSSF signature beside a model. */
    public static final String SIGNATURE = "model.sig";

    private SupplyStage() {}

    /** Lists what the model is made of. */
    public static Bom list(
            Run run, DataStage.Prepared data, ModelArtifact model, PerformanceReport performance)
            throws IOException {
        run.heading("supply chain");
        Bom bom =
                BillOfMaterials.describe(
                        new BomInput(
                                description(run.file(), data, model),
                                List.of(data(run.file(), data.dataset())),
                                RuntimeInventory.ofThisProcess(),
                                metrics(performance),
                                considerations(run.file()),
                                List.of(),
                                1,
                                Optional.empty()));
        write(run.workspace().folder().model(model.digest()).resolve(BOM), bom.bytes().toArray());
        run.terminal()
                .line(
                        "    bill of materials: %d components, completeness %.2f"
                                .formatted(
                                        bom.json().array("components").size(),
                                        bom.completeness().score()));
        run.record(bom.attestation());
        run.record(bom.evidence(run.now()));
        return bom;
    }

    private static ModelDescription description(
            SystemFile file, DataStage.Prepared data, ModelArtifact model) {
        Architecture architecture = file.model().build();
        boolean images =
                model.schema().features().stream()
                        .anyMatch(column -> column.type() instanceof ColumnType.Image);
        return new ModelDescription(
                model.name(),
                model.digest(),
                file.system().purpose(),
                file.system().owner(),
                Optional.empty(),
                ModelDescription.Approach.SUPERVISED,
                images ? "image-classification" : "tabular-classification",
                architecture.family(),
                "%d inputs, %s, %d classes"
                        .formatted(
                                data.preparation().width(),
                                architecture.describe(),
                                model.schema().classes().size()),
                model.schema().features().stream().map(Column::name).toList(),
                List.of("logits", "probabilities", "label"),
                Map.of(
                        "seed", Long.toString(file.seed()),
                        "dropout", Double.toString(file.model().dropout()),
                        "weight_decay", Double.toString(file.model().weightDecay()),
                        "optimiser", file.model().optimiser(),
                        "learning_rate", Double.toString(file.model().learningRate()),
                        "batch", Integer.toString(file.model().batch()),
                        "epochs", Integer.toString(file.model().epochs()),
                        "patience", Integer.toString(file.model().patience())));
    }

    private static TrainingData data(SystemFile file, LoadedDataset dataset) {
        String licence = dataset.declaration().licence();
        List<Column> columns = dataset.table().schema().columns();
        return new TrainingData(
                dataset.declaration().name(),
                dataset.artifact().digest(),
                dataset.declaration().description(),
                licence.isEmpty() ? Optional.empty() : Optional.of(Licence.declared(licence)),
                columns.stream().anyMatch(Column::personal) ? "confidential" : "public",
                file.system().owner(),
                dataset.declaration().source(),
                columns.stream()
                        .filter(column -> column.personal() || column.isProtected())
                        .map(Column::name)
                        .toList());
    }

    private static List<PerformanceMetric> metrics(PerformanceReport report) {
        List<PerformanceMetric> metrics = new ArrayList<>();
        add(metrics, "accuracy", report.accuracy());
        add(metrics, "balanced accuracy", report.balancedAccuracy());
        add(metrics, "AUC", report.auc());
        add(metrics, "Brier score", report.brier());
        add(metrics, "log loss", report.logLoss());
        add(metrics, "expected calibration error", report.ece());
        return metrics;
    }

    private static void add(List<PerformanceMetric> metrics, String type, Estimate estimate) {
        if (estimate instanceof Estimate.Measured(double value, var interval, long _)) {
            metrics.add(
                    new PerformanceMetric(
                            type,
                            value,
                            "test",
                            Optional.of(
                                    new PerformanceMetric.Interval(
                                            interval.lower(), interval.upper()))));
        }
    }

    private static Considerations considerations(SystemFile file) {
        return new Considerations(
                List.of(),
                List.of(file.system().purpose()),
                file.system().caveats(),
                List.of(),
                List.of(),
                List.of());
    }

    /**
     * Signs the model's folder in the OpenSSF format, verifies what was signed, and records both.
     *
     * @throws BulwarkException if the folder holds what should not be there
     */
    public static void sign(Run run, ModelArtifact model) throws IOException {
        Path folder = run.workspace().folder().model(model.digest());
        Path signature = folder.resolve(SIGNATURE);
        Files.deleteIfExists(signature);
        SignedModel signed =
                new ModelSigner(run.workspace().keys().ecdsa())
                        .sign(folder, SigningOptions.DEFAULT.withSignatureFile(signature));
        write(signature, signed.bundle().toArray());
        ModelVerification verification =
                verify(folder, signed.bundle(), run.workspace().keys().ecdsa().getPublic());
        switch (verification) {
            case ModelVerification.Intact intact -> {
                Envelope envelope = intact.statement().envelope(run.workspace().keys());
                run.workspace().ledger().record(envelope);
                run.record(SigningEvidence.of(intact, model.digest(), envelope, run.now()));
            }
            case ModelVerification.Refused refused ->
                    throw new BulwarkException(
                            "SIGNATURE_NOT_VERIFIED",
                            "the fresh signature does not verify: " + refused.detail(),
                            refused.reason().fix());
        }
    }

    /** Verifies a model's folder against its OpenSSF signature. */
    public static ModelVerification verify(Path folder, Bytes bundle, java.security.PublicKey key) {
        return ModelSignatureVerifier.trusting(
                        key, VerificationPolicy.STRICT.withSignatureFile(folder.resolve(SIGNATURE)))
                .verify(folder, bundle);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, ".part", "");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
