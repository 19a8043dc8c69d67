package dev.bulwark.ledger.store.s3;

import com.google.auto.service.AutoService;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.json.JsonException;
import dev.bulwark.ledger.store.PayloadProvider;
import dev.bulwark.ledger.store.PayloadStore;

/**
 * Opens buckets. Credentials are found as AWS's own tools find them: in {@code AWS_ACCESS_KEY_ID}
 * and {@code AWS_SECRET_ACCESS_KEY}, or in the file that {@code AWS_SHARED_CREDENTIALS_FILE} names.
 */
@AutoService(PayloadProvider.class)
public final class S3Provider implements PayloadProvider {
    /** The kind in settings. */
    public static final String KIND = "s3";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void check(Json.Obj settings) {
        S3Settings.from(settings);
    }

    @Override
    public PayloadStore open(Json.Obj settings) {
        try {
            return S3Payloads.open(S3Settings.from(settings));
        } catch (IllegalArgumentException | JsonException e) {
            throw new BulwarkException(
                    "EVIDENCE_STORE_SETTINGS",
                    "the settings of the payloads in S3 are wrong: " + e.getMessage(),
                    "name the store again with 'bulwark ledger store'",
                    e);
        } catch (NoClassDefFoundError e) {
            throw new BulwarkException(
                    "EVIDENCE_STORE_UNSUPPORTED",
                    "the evidence lies in S3, but this program has no client for it",
                    "use a distribution with software.amazon.awssdk:s3 on its class path",
                    e);
        }
    }
}
