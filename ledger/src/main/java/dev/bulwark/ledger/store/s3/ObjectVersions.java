package dev.bulwark.ledger.store.s3;

import dev.bulwark.kernel.BulwarkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Earlier versions of an object: where a bucket keeps them, deleting hides and does not erase. */
final class ObjectVersions {
    /** What services answer that know no versions. */
    private static final Set<Integer> NO_SUCH_FEATURE = Set.of(405, 501);

    /** Pages of versions of one object: content-addressed, it is written a few times at most. */
    private static final int MOST_PAGES = 100;

    private ObjectVersions() {}

    /**
     * Deletes all versions of an object and its markers.
     *
     * @throws BulwarkException if it cannot be told whether there are any
     */
    static void deleteAll(S3Bucket bucket, String name) {
        if (!areKept(bucket)) {
            return;
        }
        String key = bucket.key(name);
        for (int page = 0; page < MOST_PAGES; page++) {
            ListObjectVersionsResponse found =
                    bucket.call(
                            "versions cannot be listed",
                            () ->
                                    bucket.client()
                                            .listObjectVersions(each ->
                                                    each.bucket(bucket.settings().bucket())
                                                            .prefix(key)));
            List<String> versions = versions(found, key);
            if (versions.isEmpty()) {
                return;
            }
            versions.forEach(version -> delete(bucket, key, version));
        }
        throw new BulwarkException(
                "EVIDENCE_STORE_FAILED",
                "'%s%s' has versions that do not go away"
                        .formatted(bucket.settings().shown(), name),
                "delete them with the service's own tool; a lock on the bucket may hold them");
    }

    private static List<String> versions(ListObjectVersionsResponse found, String key) {
        List<String> versions = new ArrayList<>();
        found.versions().stream()
                .filter(each -> each.key().equals(key))
                .forEach(each -> versions.add(each.versionId()));
        found.deleteMarkers().stream()
                .filter(each -> each.key().equals(key))
                .forEach(each -> versions.add(each.versionId()));
        return versions;
    }

    private static void delete(S3Bucket bucket, String key, String version) {
        bucket.call(
                "a version cannot be deleted",
                () ->
                        bucket.client()
                                .deleteObject(each ->
                                        each.bucket(bucket.settings().bucket())
                                                .key(key)
                                                .versionId(version)));
    }

    private static boolean areKept(S3Bucket bucket) {
        return bucket.call(
                "the bucket's versioning cannot be read",
                () -> {
                    try {
                        BucketVersioningStatus status =
                                bucket.client()
                                        .getBucketVersioning(
                                                each -> each.bucket(bucket.settings().bucket()))
                                        .status();
                        return status != null;
                    } catch (S3Exception e) {
                        if (NO_SUCH_FEATURE.contains(e.statusCode())) {
                            return false;
                        }
                        throw e;
                    }
                });
    }
}
