package dev.bulwark.cli.config;

import dev.bulwark.kernel.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** One YAML 1.2 file as a tree that knows its lines. No tags, no aliases, one document. */
final class YamlDocument {
    /** A configuration is a page or two; this is far more, and parses in a moment. */
    static final int LARGEST_BYTES = 1 << 20;

    /** The format nests six deep; composing takes a stack frame or two for each. */
    static final int DEEPEST = 16;

    private YamlDocument() {}

    /**
     * Reads the file.
     *
     * @throws ConfigurationException if it is missing, too large, not UTF-8, or not YAML
     */
    static MappingNode read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String text = text(file);
        LoadSettings settings =
                LoadSettings.builder().setLabel(name).setCodePointLimit(LARGEST_BYTES).build();
        try {
            refuseExtras(name, new Parse(settings).parseString(text));
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return mapping;
            }
            int line = root.flatMap(Node::getStartMark).map(Mark::getLine).orElse(0) + 1;
            throw problem(
                    name,
                    "%s:%d: the file must hold keys and values".formatted(name, line),
                    "begin with 'bulwark: 1'; 'bulwark init' writes a complete example");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw notYaml(name, line, e.getProblem());
        } catch (ReaderException e) {
            int line =
                    1
                            + (int)
                                    text.codePoints()
                                            .limit(e.getPosition())
                                            .filter(c -> c == '\n')
                                            .count();
            throw notYaml(name, line, "character U+%04X may not occur".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw notYaml(name, 1, String.valueOf(e.getMessage()));
        }
    }

    /**
     * What YAML can do beyond keys, values and lists: one text would stand for another elsewhere,
     * or for a type, and a reader of the file could be led astray. The parser holds its own stack,
     * so that the depth is known before anything recurses.
     */
    private static void refuseExtras(String name, Iterable<Event> events) {
        Problems problems = new Problems(name);
        int depth = 0;
        for (Event event : events) {
            int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                problems.add(line, "nested more than " + DEEPEST + " deep", "nest less");
                break;
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (event instanceof AliasEvent alias) {
                problems.add(line, "'*" + alias.getAlias() + "' is an alias", "repeat the value");
            } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
                String anchor = node.getAnchor().get().toString();
                problems.add(line, "'&" + anchor + "' is an anchor", "remove it");
            }
            tag(event)
                    .ifPresent(tag ->
                            problems.add(
                                    line,
                                    "'" + Problems.shown(tag) + "' is a tag",
                                    "remove it; quote a text that begins with '!'"));
        }
        problems.raise();
    }

    private static Optional<String> tag(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> Optional.empty();
        };
    }

    private static String text(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!Files.exists(file)) {
            throw problem(
                    name,
                    "there is no file '" + file + "'",
                    "name the folder that holds bulwark.yaml, or make one with 'bulwark init'");
        }
        if (!Files.isRegularFile(file)) {
            throw problem(
                    name,
                    "'" + file + "' is no regular file",
                    "name the folder that holds bulwark.yaml");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST_BYTES + 1);
            if (content.length > LARGEST_BYTES) {
                throw problem(
                        name,
                        "%s:1: the file has more than %d bytes".formatted(name, LARGEST_BYTES),
                        "keep data out of it and name files instead");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw problem(name, name + ":1: the file is not UTF-8", "save it as UTF-8");
        }
    }

    private static ConfigurationException notYaml(String name, int line, String why) {
        return problem(
                name,
                "%s:%d: this is not YAML: %s".formatted(name, line, Problems.shown(why)),
                "correct the line; indent with spaces and quote text that holds ': ' or '#'");
    }

    private static ConfigurationException problem(String file, String what, String fix) {
        return new ConfigurationException(
                file, List.of(new Problem("CONFIGURATION_UNREADABLE", what, fix)));
    }
}
