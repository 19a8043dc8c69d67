package dev.bulwark.cli.config;

import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.training.fit.Technique;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code bulwark.yaml} says, version 1.
 *
 * @param system who answers for it and what it is for
 * @param seed where every random number comes from
 * @param data what it is trained and judged on
 * @param model what is trained and how
 * @param assess what is measured
 * @param gates the demands at each transition, by the gate's name
 * @param changes who must approve a change, if changes are approved
 * @param policy what holds at every gate, if it says
 * @param witnesses who must see every checkpoint of the ledger, if anybody
 */
public record SystemFile(
        SystemSection system,
        long seed,
        Data data,
        Model model,
        Assess assess,
        Map<String, List<Demand>> gates,
        Optional<Changes> changes,
        Optional<Policy> policy,
        Optional<Witnesses> witnesses) {
    public SystemFile {
        Map<String, List<Demand>> copy = new LinkedHashMap<>();
        gates.forEach((gate, demands) -> copy.put(gate, List.copyOf(demands)));
        gates = Collections.unmodifiableMap(copy);
    }

    /** {@code system}: owner and purpose are written into the model card. */
    public record SystemSection(
            String name, String owner, String purpose, String risk, List<String> caveats) {
        public SystemSection {
            caveats = List.copyOf(caveats);
        }
    }

    /**
     * {@code data}.
     *
     * @param train a table, or pictures with their labels
     * @param test rows kept apart by the source, if it did
     * @param validationShare of the training rows, in (0, 1)
     * @param testShare of all rows where the source keeps none apart, in (0, 1)
     */
    public record Data(
            String name,
            String description,
            String licence,
            String source,
            String citation,
            Files train,
            Optional<Files> test,
            Columns columns,
            Map<String, Derivation> derive,
            double validationShare,
            double testShare) {
        public Data {
            derive = Collections.unmodifiableMap(new LinkedHashMap<>(derive));
        }
    }

    /** The files of one part: a table, or pictures and labels. Paths are relative to the file. */
    public record Files(String path, String images, String labels) {
        /** Whether it names pictures. */
        public boolean isImages() {
            return !images.isEmpty();
        }

        /** The files that are named, in order. */
        public List<String> paths() {
            return Stream.of(path, images, labels).filter(name -> !name.isEmpty()).toList();
        }
    }

    /** What the columns of a table are for. */
    public record Columns(
            String label,
            String favourable,
            List<String> protectedColumns,
            List<String> personal,
            List<String> immutable,
            List<String> exclude) {
        public Columns {
            protectedColumns = List.copyOf(protectedColumns);
            personal = List.copyOf(personal);
            immutable = List.copyOf(immutable);
            exclude = List.copyOf(exclude);
        }
    }

    /**
     * A column made from another, for audits.
     *
     * @param from the source column
     * @param map category to new category; empty if bins are used
     * @param bins upper bounds of all bins but the last, ascending, inclusive
     * @param names one more than the bins
     */
    public record Derivation(
            String from, Map<String, String> map, List<Double> bins, List<String> names) {
        public Derivation {
            map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
            bins = List.copyOf(bins);
            names = List.copyOf(names);
        }
    }

    /** {@code model}. */
    public record Model(
            Architecture build,
            double dropout,
            double weightDecay,
            String optimiser,
            double learningRate,
            int batch,
            int epochs,
            int patience,
            Technique technique) {}

    /** {@code assess}. */
    public record Assess(
            List<String> attacks,
            String norm,
            double epsilon,
            int steps,
            int restarts,
            int rows,
            List<String> fairnessBy) {
        public Assess {
            attacks = List.copyOf(attacks);
            fairnessBy = List.copyOf(fairnessBy);
        }
    }

    /**
     * {@code changes}.
     *
     * @param quorum how many people besides the author must approve
     * @param approvers the roles whose holders may
     * @param valid how long an approval counts, as {@code 7d} or {@code 12h}
     */
    public record Changes(int quorum, List<String> approvers, String valid) {
        public Changes {
            approvers = List.copyOf(approvers);
        }
    }

    /**
     * {@code ledger}: files beside bulwark.yaml.
     *
     * @param policy the trust policy that names the witnesses
     * @param certificates PEM of witnesses that made their own, or empty for the machine's
     */
    public record Witnesses(String policy, String certificates) {}

    /**
     * One demand of a gate.
     *
     * @param evidence a practice's id, or {@code performance} or {@code provenance}
     * @param that the CEL condition over its facts, or empty
     * @param fresh how old the evidence may be, as {@code 30d} or {@code 12h}, or empty
     * @param by roles or people of whom one must have signed it; empty: whoever may
     * @param about {@code model} or {@code dataset}, or empty
     * @param line where it stands, for messages
     */
    public record Demand(
            String evidence, String that, String fresh, List<String> by, String about, int line) {
        public Demand {
            by = List.copyOf(by);
        }
    }

    /**
     * {@code policy}.
     *
     * @param fresh how old evidence may be where a demand does not say, or empty
     * @param reaches how far each kind of exception reaches, by its name; absent: as usual
     */
    public record Policy(String fresh, Map<String, Reach> reaches) {
        public Policy {
            reaches = Map.copyOf(reaches);
        }
    }

    /**
     * How far an exception reaches.
     *
     * @param longest {@code 14d}, {@code never}, or empty for the usual
     * @param covers what it passes over beside unmet demands
     */
    public record Reach(String longest, List<String> covers) {
        public Reach {
            covers = List.copyOf(covers);
        }
    }
}
