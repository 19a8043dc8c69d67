package dev.bulwark.ledger.store.s3;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy on loopback, in memory, with one bucket; it verifies signatures (AWS, version 4). */
final class S3Server {
    static final String KEY = "test-key";
    static final String SECRET = "test-secret-that-nobody-prints";
    static final String BUCKET = "evidence";

    private final URI endpoint;
    private @Nullable S3Proxy proxy;

    S3Server() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void start() throws Exception {
        S3Proxy started =
                S3Proxy.builder()
                        .blobStore(new TransientNio2BlobStore())
                        .endpoint(endpoint)
                        .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                        .build();
        started.start();
        proxy = started;
        try (S3Client client = client()) {
            client.createBucket(each -> each.bucket(BUCKET));
        }
    }

    URI endpoint() {
        return endpoint;
    }

    S3Client client() {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .endpointOverride(endpoint)
                .build();
    }

    void stop() throws Exception {
        S3Proxy started = proxy;
        if (started != null) {
            started.stop();
            proxy = null;
        }
    }
}
