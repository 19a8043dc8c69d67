package dev.bulwark.verification.bench;

import dev.bulwark.kernel.keys.SelfSignedCertificate;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.log.CheckpointWitnesses;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.TrustPolicy;
import dev.bulwark.ledger.witness.HttpWitnesses;
import dev.bulwark.ledger.witness.KnownLogs;
import dev.bulwark.ledger.witness.TlsMaterial;
import dev.bulwark.ledger.witness.Witness;
import dev.bulwark.ledger.witness.WitnessServer;
import dev.bulwark.ledger.witness.WitnessState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The witness that ships, with two keys, on the network of this machine; and who asks it. */
final class TlsWitness implements AutoCloseable {
    private static final String NAME = "witness.test/tls";
    private static final InstantSource CLOCK = InstantSource.system();

    private final WitnessState state;
    private final WitnessServer server;
    private final HttpWitnesses client;

    private TlsWitness(WitnessState state, WitnessServer server, HttpWitnesses client) {
        this.state = state;
        this.server = server;
        this.client = client;
    }

    static TlsWitness start(Path folder, List<VerifierKey> logKeys) {
        NoteSigner ed25519 =
                NoteSigner.cosigner(
                        NAME,
                        SignatureType.ED25519_COSIGNATURE,
                        SigningKeys.generate().ed25519(),
                        CLOCK);
        NoteSigner mlDsa =
                NoteSigner.cosigner(
                        NAME, SignatureType.ML_DSA_44_COSIGNATURE, BenchLog.mlDsa44(), CLOCK);
        KeyPair pair = p256();
        X509Certificate certificate =
                SelfSignedCertificate.issue(
                        pair,
                        "witness",
                        List.of("127.0.0.1"),
                        Instant.now().minusSeconds(60),
                        Duration.ofDays(2));
        WitnessState state = WitnessState.open(folder);
        WitnessServer server =
                WitnessServer.start(
                        new Witness(KnownLogs.of(logKeys), List.of(ed25519, mlDsa), state),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        TlsMaterial.server(pair, certificate),
                        _ -> {});
        String url = "https://127.0.0.1:" + server.address().getPort();
        String policy =
                "witness a %s %s\nwitness b %s %s\ngroup both all a b\nquorum both\n"
                        .formatted(ed25519.verifier(), url, mlDsa.verifier(), url);
        return new TlsWitness(
                state,
                server,
                new HttpWitnesses(
                        TrustPolicy.parse(policy.getBytes(StandardCharsets.UTF_8)),
                        TlsMaterial.client(List.of(certificate)),
                        CLOCK));
    }

    private static KeyPair p256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    CheckpointWitnesses client() {
        return client;
    }

    @Override
    public void close() {
        server.close();
        state.close();
    }
}
