package dev.bulwark.cli.path;

import dev.bulwark.cli.config.ConfigurationException;
import dev.bulwark.cli.config.SystemFile;
import dev.bulwark.dataset.DatasetDeclaration;
import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.ExceptionRules;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateException;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.Problem;
import dev.bulwark.training.fit.FitSettings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What bulwark.yaml says, in the words of the stages. */
public final class Declarations {
    private Declarations() {}

    /** The data set. */
    public static DatasetDeclaration dataset(SystemFile file) {
        SystemFile.Data data = file.data();
        SystemFile.Columns columns = data.columns();
        Map<String, DatasetDeclaration.Derivation> derived = new LinkedHashMap<>();
        data.derive()
                .forEach((name, derivation) ->
                        derived.put(
                                name,
                                derivation.map().isEmpty()
                                        ? new DatasetDeclaration.Derivation.Binned(
                                                derivation.from(),
                                                derivation.bins(),
                                                derivation.names())
                                        : new DatasetDeclaration.Derivation.Mapped(
                                                derivation.from(), derivation.map())));
        return new DatasetDeclaration(
                data.name().isEmpty() ? file.system().name() : data.name(),
                data.description(),
                data.licence(),
                data.source(),
                data.citation(),
                files(data.train()),
                data.test().map(Declarations::files),
                columns.label(),
                columns.favourable(),
                Set.copyOf(columns.protectedColumns()),
                Set.copyOf(columns.personal()),
                Set.copyOf(columns.immutable()),
                Set.copyOf(columns.exclude()),
                derived);
    }

    private static DatasetDeclaration.Files files(SystemFile.Files files) {
        return files.isImages()
                ? new DatasetDeclaration.Files.Pictures(files.images(), files.labels())
                : new DatasetDeclaration.Files.TableFile(files.path());
    }

    /** How the model is fitted. */
    public static FitSettings fit(SystemFile file) {
        SystemFile.Model model = file.model();
        return new FitSettings(
                model.build(),
                model.dropout(),
                model.weightDecay(),
                FitSettings.OptimiserKind.valueOf(model.optimiser().toUpperCase(Locale.ROOT)),
                model.learningRate(),
                model.batch(),
                model.epochs(),
                model.patience(),
                model.technique());
    }

    /**
     * The gates, compiled; reading the file has compiled each condition already.
     *
     * @throws ConfigurationException if one does not compile all the same
     */
    public static CompiledPolicy policy(SystemFile file) {
        Map<Gate, List<Demand>> gates = new EnumMap<>(Gate.class);
        file.gates()
                .forEach((name, demands) ->
                        gates.put(
                                Gate.byId(name).orElseThrow(),
                                demands.stream().map(Declarations::demand).toList()));
        GatePolicy policy =
                new GatePolicy(
                        file.system().name(),
                        gates,
                        file.changes().map(Declarations::changes),
                        file.policy()
                                .map(SystemFile.Policy::fresh)
                                .filter(fresh -> !fresh.isEmpty())
                                .map(Declarations::age),
                        exceptions(file));
        return switch (CompiledPolicy.compile(policy, FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy compiled) -> compiled;
            case CompiledPolicy.Compilation.Rejected(List<Problem> rest) ->
                    throw new ConfigurationException("bulwark.yaml", rest);
        };
    }

    private static ChangeRules changes(SystemFile.Changes changes) {
        return new ChangeRules(
                changes.quorum(), Set.copyOf(changes.approvers()), age(changes.valid()));
    }

    /** What bulwark.yaml does not say of exceptions is as usual. */
    private static ExceptionRules exceptions(SystemFile file) {
        Map<GateException.Kind, Duration> longest = new EnumMap<>(GateException.Kind.class);
        Map<GateException.Kind, Set<ExceptionRules.Beside>> covers =
                new EnumMap<>(GateException.Kind.class);
        for (GateException.Kind kind : GateException.Kind.values()) {
            Optional<SystemFile.Reach> reach =
                    file.policy().map(policy -> policy.reaches().get(kind.id()));
            longest.put(
                    kind,
                    reach.map(SystemFile.Reach::longest)
                            .filter(text -> !text.isEmpty())
                            .map(text -> text.equals("never") ? Duration.ZERO : age(text))
                            .orElse(ExceptionRules.USUAL.longest(kind)));
            covers.put(
                    kind,
                    reach.map(SystemFile.Reach::covers).orElse(List.of()).stream()
                            .map(ExceptionRules.Beside::of)
                            .collect(Collectors.toSet()));
        }
        return new ExceptionRules(longest, covers);
    }

    private static Demand demand(SystemFile.Demand demand) {
        return new Demand(
                demand.evidence(),
                demand.that().isEmpty() ? Optional.empty() : Optional.of(demand.that()),
                demand.fresh().isEmpty() ? Optional.empty() : Optional.of(age(demand.fresh())),
                Set.copyOf(demand.by()),
                demand.about().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                Artifact.Kind.valueOf(demand.about().toUpperCase(Locale.ROOT))));
    }

    private static Duration age(String text) {
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 'd' -> Duration.ofDays(count);
            case 'h' -> Duration.ofHours(count);
            case 'm' -> Duration.ofMinutes(count);
            default -> throw new IllegalArgumentException("not an age: " + text);
        };
    }
}
