package dev.switchboard.config;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.json.Json;
import dev.switchboard.routing.ModelRoute;
import dev.switchboard.routing.RouteBook;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a route that is kept as JSON, by the rules of the file: JSON is YAML. Variables are not
 * filled in: who may make routes may not read the environment.
 */
public final class RouteText implements RouteBook.Reader {
  private static final String LABEL = "route";
  private static final Variables NO_VARIABLES =
      new Variables(Map.of(), "is not filled in here (expected: the value itself)");

  private final TargetNames names;

  /** For targets at these providers, or of this catalogue. */
  public RouteText(List<Config.ConfiguredProvider> providers, Catalog catalog) {
    this.names = new TargetNames(providers, () -> catalog);
  }

  @Override
  public ModelRoute read(String name, String definition) {
    ObjectNode models = Json.object();
    models.putObject("models").set(name, Json.parse(definition));
    try {
      Optional<MappingNode> root =
          Yaml.compose(LABEL, new ByteArrayInputStream(Json.write(models)));
      try (Section top = new Section(LABEL, "", root.orElseThrow(), NO_VARIABLES)) {
        return RouteReader.read(top.section("models"), names).getFirst();
      }
    } catch (ConfigException e) {
      String message = String.valueOf(e.getMessage()).replaceFirst("^route( line \\d+)?: ", "");
      throw new IllegalArgumentException(message, e);
    }
  }
}
