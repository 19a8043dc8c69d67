package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.trust.Revocation;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.testkit.Seeded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to any one piece of required evidence, in a real ledger, allow becomes deny. */
@ExtendWith(Seeded.class)
class GatePropertyTest {
    @TempDir private Path folder;
    private int ledgers;

    /** What is done to one kind of evidence; the ledger it leaves. */
    private interface Mishap {
        Path happen(GateWorld world, Path sound, String kind, RandomGenerator random);
    }

    private Map<String, Mishap> mishaps() {
        Map<String, Mishap> mishaps = new LinkedHashMap<>();
        mishaps.put("never made", (world, _, kind, _) -> without(world, kind));
        mishaps.put("its file deleted", (_, sound, kind, _) -> deleted(sound, kind));
        mishaps.put("a byte flipped", this::flipped);
        mishaps.put("cut off", this::cut);
        mishaps.put("expired", (world, _, kind, _) -> expired(world, kind));
        mishaps.put(
                "dated in the future",
                (world, _, kind, _) ->
                        made(
                                world,
                                kind,
                                Outcome.PASSED,
                                GateWorld.subject(kind),
                                Duration.ofHours(-1)));
        mishaps.put(
                "failed",
                (world, _, kind, _) ->
                        made(world, kind, Outcome.FAILED, GateWorld.subject(kind), Duration.ZERO));
        mishaps.put(
                "of another artifact",
                (world, _, kind, _) ->
                        made(
                                world,
                                kind,
                                Outcome.PASSED,
                                new Subject("x", Digest.of(new byte[] {9})),
                                Duration.ZERO));
        mishaps.put(
                "signed in the wrong role",
                (world, _, kind, _) -> signed(world, kind, GateWorld.OUTSIDER));
        mishaps.put(
                "signed by a stranger",
                (world, _, kind, _) -> signed(world, kind, GateWorld.STRANGER));
        mishaps.put("signed half by another", (world, _, kind, _) -> halves(world, kind));
        mishaps.put(
                "its role ended", (world, _, kind, _) -> ledger(world, kind, world.envelopes()));
        mishaps.put("its key revoked", this::revoked);
        mishaps.put("contradicted", this::contradicted);
        return mishaps;
    }

    @RepeatedTest(2)
    void anythingDoneToAnyRequiredEvidenceRefuses(RandomGenerator random) {
        GateWorld world = new GateWorld(random, 3);
        Path sound = ledger(world, "", world.envelopes());
        assertThat(world.decide(GateWorld.verified(sound)))
                .as("before anything happens")
                .isInstanceOf(GateDecision.Allow.class);

        mishaps()
                .forEach((name, mishap) -> {
                    for (String kind : world.kinds()) {
                        assertThat(world.allows(mishap.happen(world, sound, kind, random)))
                                .as("%s: %s", kind, name)
                                .isFalse();
                    }
                });
        assertThat(world.allows(sound)).as("the sound ledger was left alone").isTrue();
    }

    private Path fresh() {
        return folder.resolve("ledger-" + ++ledgers);
    }

    private Path ledger(GateWorld world, String ended, Map<String, Envelope> envelopes) {
        Path root = fresh();
        List<Envelope> all = new ArrayList<>();
        all.add(GateWorld.OWNER.sign(world.roster(ended)));
        all.addAll(envelopes.values());
        GateWorld.record(root, all);
        return root;
    }

    private Path without(GateWorld world, String kind) {
        Map<String, Envelope> fewer = world.envelopes();
        fewer.remove(kind);
        return ledger(world, "", fewer);
    }

    private Path with(GateWorld world, String kind, Envelope envelope) {
        Map<String, Envelope> envelopes = world.envelopes();
        envelopes.put(kind, envelope);
        return ledger(world, "", envelopes);
    }

    private Path made(
            GateWorld world, String kind, Outcome outcome, Subject subject, Duration age) {
        return with(
                world,
                kind,
                world.signer(kind)
                        .sign(world.statement(kind, outcome, GateWorld.NOW.minus(age), subject)));
    }

    private Path expired(GateWorld world, String kind) {
        Duration age = world.fresh(kind).plusSeconds(1);
        return made(world, kind, Outcome.PASSED, GateWorld.subject(kind), age);
    }

    private Path signed(GateWorld world, String kind, SigningKeys keys) {
        return with(world, kind, keys.sign(world.statement(kind)));
    }

    private Path halves(GateWorld world, String kind) {
        Envelope one = world.signer(kind).sign(world.statement(kind));
        Envelope other = GateWorld.OUTSIDER.sign(world.statement(kind));
        return with(
                world,
                kind,
                new Envelope(
                        one.payloadType(),
                        one.payload(),
                        List.of(one.signatures().getFirst(), other.signatures().getLast())));
    }

    private Path revoked(GateWorld world, Path sound, String kind, RandomGenerator random) {
        Path root = copy(sound);
        Revocation revocation =
                new Revocation(
                        SignerKeys.of(world.signer(kind).publicKeys()).id(),
                        GateWorld.LOGGED.minusSeconds(random.nextInt(0, 100)),
                        Revocation.Reason.COMPROMISED);
        GateWorld.record(root, List.of(GateWorld.OWNER.sign(revocation.statement())));
        return root;
    }

    /** A newer failure by the owner, whom no good evidence of somebody else shadows. */
    private Path contradicted(GateWorld world, Path sound, String kind, RandomGenerator random) {
        Path root = copy(sound);
        GateWorld.record(
                root,
                List.of(
                        GateWorld.OWNER.sign(
                                world.statement(
                                        kind,
                                        Outcome.FAILED,
                                        GateWorld.NOW.minusSeconds(random.nextInt(60, 3_600)),
                                        GateWorld.subject(kind)))));
        return root;
    }

    private Path deleted(Path sound, String kind) {
        Path root = copy(sound);
        try {
            Files.delete(fileOf(root, kind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    private Path flipped(GateWorld world, Path sound, String kind, RandomGenerator random) {
        Path root = copy(sound);
        try {
            Path file = fileOf(root, kind);
            byte[] bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    private Path cut(GateWorld world, Path sound, String kind, RandomGenerator random) {
        Path root = copy(sound);
        try {
            Path file = fileOf(root, kind);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    private static Path fileOf(Path root, String kind) {
        Digest digest =
                GateWorld.verified(root).evidence().stream()
                        .filter(e -> e.statement().predicateType().contains("/" + kind + "/"))
                        .findFirst()
                        .orElseThrow()
                        .digest();
        return find(root, digest.hex() + ".json");
    }

    private static Path find(Path root, String name) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copy(Path sound) {
        Path root = fresh();
        try (Stream<Path> files = Files.walk(sound)) {
            for (Path file : files.toList()) {
                Files.copy(file, root.resolve(sound.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }
}
