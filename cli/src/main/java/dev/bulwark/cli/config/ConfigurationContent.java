package dev.bulwark.cli.config;

import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What a bulwark.yaml says, as JSON: comments, order and layout are left out, every value is the
 * text that stands there. Two files that say the same have the same canonical form.
 */
public final class ConfigurationContent {
    private ConfigurationContent() {}

    /**
     * Reads the file, which must be sound.
     *
     * @throws ConfigurationException with every problem
     */
    public static Json.Obj read(Path file) throws IOException {
        SystemFileReader.read(file);
        return mapping(YamlDocument.read(file));
    }

    /** The depth is bounded by {@link YamlDocument}; keys are single and unique, as was checked. */
    private static Json value(Node node) {
        return switch (node) {
            case MappingNode mapping -> mapping(mapping);
            case SequenceNode sequence -> {
                List<Json> elements = new ArrayList<>();
                for (Node element : sequence.getValue()) {
                    elements.add(value(element));
                }
                yield Json.arr(elements);
            }
            case ScalarNode scalar -> Json.of(scalar.getValue());
            default -> throw new IllegalStateException("no such node in a sound file");
        };
    }

    private static Json.Obj mapping(MappingNode node) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            members.put(((ScalarNode) tuple.getKeyNode()).getValue(), value(tuple.getValueNode()));
        }
        return new Json.Obj(members);
    }
}
