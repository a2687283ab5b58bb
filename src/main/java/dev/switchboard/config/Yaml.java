package dev.switchboard.config;

import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads YAML into nodes that know their line. */
final class Yaml {
  private Yaml() {}

  /**
   * The document's mapping; empty for an empty document.
   *
   * @throws ConfigException if it is not YAML, or not a mapping
   */
  static Optional<MappingNode> compose(String file, InputStream in) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(file).setMaxAliasesForCollections(50).build();
      Optional<Node> node = new Compose(settings).composeInputStream(in);
      if (node.isEmpty()) {
        return Optional.empty();
      }
      if (node.get() instanceof MappingNode mapping) {
        return Optional.of(mapping);
      }
      throw new ConfigException(file, "expected a mapping of settings at the top");
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
      throw new ConfigException(file + line, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      String problem =
          e.getCause() instanceof CharacterCodingException
              ? "its bytes are not UTF-8"
              : e.getMessage();
      throw new ConfigException(file, "not YAML: " + problem);
    }
  }
}
