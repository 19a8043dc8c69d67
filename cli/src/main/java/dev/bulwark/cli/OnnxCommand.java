package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.describe.Differentiability;
import dev.bulwark.onnx.describe.ModelDifference;
import dev.bulwark.onnx.describe.ModelListing;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.picture.GraphPicture;
import dev.bulwark.onnx.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "onnx",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks into ONNX models, ours or brought along.",
        footer = {"", "Example: bulwark onnx show model.onnx"},
        subcommands = {OnnxCommand.Show.class, OnnxCommand.Check.class, OnnxCommand.Diff.class})
final class OnnxCommand {
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = {
                "Lists inputs, outputs, nodes with inferred shapes, constants and operators,",
                "and says where gradients flow. The model is not loaded into the engine."
            },
            footer = {
                "",
                "Examples:",
                "  bulwark onnx show model.onnx",
                "  bulwark onnx show model.onnx --svg model.svg"
            })
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "an ONNX file")
        private Path file = Path.of("");

        @Option(
                names = "--svg",
                paramLabel = "FILE",
                description = "also draws the graph into this file, for a browser")
        private @Nullable Path svg;

        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = Terminals.of(json);
            Model model = OnnxReader.read(file);
            ModelListing listing = ModelListing.of(model);
            if (svg != null) {
                Files.writeString(svg, GraphPicture.svg(model));
            }
            OnnxText.listing(terminal, listing);
            if (svg != null) {
                terminal.line("");
                terminal.line("  picture written to " + svg);
            }
            terminal.document(listing.toJson());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Reads a model under limits, checks that it is well formed, infers its shapes and",
                "differentiates it. Exits with 1 if no gradient of its outputs by its inputs or",
                "weights can be had; with 4 if the file is not a sound model."
            },
            footer = {"", "Example: bulwark onnx check model.onnx --run"})
    static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "an ONNX file")
        private Path file = Path.of("");

        @Option(
                names = "--run",
                description = {
                    "also loads it into the engine, which is native code:",
                    "only for files you trust"
                })
        private boolean run;

        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = Terminals.of(json);
            Model model = OnnxReader.read(file);
            ModelListing listing = ModelListing.of(model);
            terminal.line("  well formed, %,d nodes".formatted(model.graph().nodes().size()));
            long known = OnnxText.knownTypes(listing);
            terminal.line(
                    "  types of %,d of %,d nodes inferred"
                            .formatted(known, listing.nodes().size()));
            if (run) {
                try (Session session = Session.open(model)) {
                    terminal.line(
                            "  the engine loads it: %d inputs, %d outputs"
                                    .formatted(session.inputs().size(), session.outputs().size()));
                }
            }
            Differentiability gradients = listing.differentiability();
            OnnxText.gradients(terminal, gradients);
            boolean useful = gradients.results().stream().anyMatch(Differentiability.Result::flows);
            terminal.document(
                    Json.obj(
                            "sound",
                            true,
                            "nodes",
                            listing.nodes().size(),
                            "nodes_with_types",
                            known,
                            "loaded",
                            run,
                            "differentiable",
                            useful,
                            "differentiability",
                            gradients.toJson()));
            return useful ? ExitCode.OK : ExitCode.FAULT;
        }
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = {
                "Compares two models: structure, interface, metadata, and how far weights moved.",
                "Exits with 0 if they are equal and with 1 if they differ."
            },
            footer = {"", "Example: bulwark onnx diff before.onnx after.onnx"})
    static final class Diff implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FIRST", description = "an ONNX file")
        private Path first = Path.of("");

        @Parameters(index = "1", paramLabel = "SECOND", description = "another")
        private Path second = Path.of("");

        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = Terminals.of(json);
            ModelDifference difference =
                    ModelDifference.of(OnnxReader.read(first), OnnxReader.read(second));
            OnnxText.difference(terminal, difference);
            terminal.document(difference.toJson());
            return difference.isEmpty() ? ExitCode.OK : ExitCode.FAULT;
        }
    }
}
