package dev.bulwark.cli.config;

import dev.bulwark.kernel.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** One YAML 1.2 file as a tree that knows its lines. No tags, no aliases, one document. */
final class YamlDocument {
    /** A configuration is a page or two; this is far more, and parses in a moment. */
    static final int LARGEST_BYTES = 1 << 20;

    private YamlDocument() {}

    /**
     * Reads the file.
     *
     * @throws ConfigurationException if it is missing, too large, not UTF-8, or not YAML
     */
    static MappingNode read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(name)
                        .setAllowDuplicateKeys(false)
                        .setMaxAliasesForCollections(0)
                        .setCodePointLimit(LARGEST_BYTES)
                        .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text(file));
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return mapping;
            }
            throw problem(
                    name,
                    name + ":1: the file must hold keys and values",
                    "begin with 'bulwark: 1'; 'bulwark init' writes a complete example");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw problem(
                    name,
                    "%s:%d: this is not YAML: %s".formatted(name, line, e.getProblem()),
                    "correct the line; indent with spaces and quote text that holds ': ' or '#'");
        } catch (YamlEngineException e) {
            throw problem(
                    name, name + ":1: this is not YAML: " + e.getMessage(), "correct the file");
        }
    }

    private static String text(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw problem(
                        name,
                        "%s:1: the file has more than %d bytes".formatted(name, LARGEST_BYTES),
                        "keep data out of it and name files instead");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (NoSuchFileException e) {
            throw problem(
                    name,
                    "there is no file '" + file + "'",
                    "name the folder that holds bulwark.yaml, or make one with 'bulwark init'");
        } catch (CharacterCodingException e) {
            throw problem(name, name + ":1: the file is not UTF-8", "save it as UTF-8");
        }
    }

    private static ConfigurationException problem(String file, String what, String fix) {
        return new ConfigurationException(
                file, List.of(new Problem("CONFIGURATION_UNREADABLE", what, fix)));
    }
}
