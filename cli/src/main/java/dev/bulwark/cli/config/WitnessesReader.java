package dev.bulwark.cli.config;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Problem;
import dev.bulwark.ledger.policy.PolicyException;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code ledger}, and the policy file that it names: its problems are told with the rest. */
final class WitnessesReader {
    private WitnessesReader() {}

    static Optional<SystemFile.Witnesses> read(Section root, @Nullable Path folder) {
        if (!root.has("ledger")) {
            return Optional.empty();
        }
        Section section = root.section("ledger");
        String policy = section.text("policy");
        String certificates = section.filled("certificates", "");
        resolved(section, "certificates", folder, certificates);
        resolved(section, "policy", folder, policy).ifPresent(file -> check(section, file));
        section.refuseUnknown();
        return policy.isEmpty()
                ? Optional.empty()
                : Optional.of(new SystemFile.Witnesses(policy, certificates));
    }

    private static Optional<Path> resolved(
            Section section, String key, @Nullable Path folder, String name) {
        if (name.isEmpty() || folder == null) {
            return Optional.empty();
        }
        try {
            Path file = folder.resolve(name).normalize();
            if (Path.of(name).isAbsolute() || !file.startsWith(folder)) {
                section.problem(
                        key,
                        "'" + Problems.shown(name) + "' is outside the folder of bulwark.yaml",
                        "copy the file into the project and name it there");
                return Optional.empty();
            }
            return Optional.of(file);
        } catch (InvalidPathException e) {
            section.problem(key, "the text is no file name", "write a path beside bulwark.yaml");
            return Optional.empty();
        }
    }

    private static void check(Section section, Path file) {
        try {
            TrustPolicy.read(file);
        } catch (PolicyException e) {
            for (Problem problem : e.problems()) {
                section.problem("policy", file.getFileName() + " " + problem.what(), problem.fix());
            }
        } catch (BulwarkException e) {
            section.problem("policy", e.what(), e.fix());
        }
    }
}
