package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import dev.switchboard.json.Json;
import dev.switchboard.routing.ModelRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What docs/operations.md shows of routes can be written so. */
class RouteExamplesTest {
  @TempDir Path folder;

  @Test
  void areValid() throws IOException {
    String text = Files.readString(Path.of("docs/operations.md"));
    String chapter =
        text.substring(text.indexOf("\n## Routes\n"), text.indexOf("\n## Rate limits\n"));
    List<String> names = new ArrayList<>();
    for (String part : chapter.split("```yaml\n", -1)) {
      if (part.startsWith("models:")) {
        Path file =
            Files.writeString(folder.resolve("e.yaml"), part.substring(0, part.indexOf("```")));
        ConfigReader reader = new ConfigReader(Map.of(), Vendors.load());
        reader.read(new Flags(null, 0, folder.toString(), file.toString(), false)).routes().stream()
            .map(ModelRoute::name)
            .forEach(names::add);
      }
    }
    for (String part : chapter.split("```json\n", -1)) {
      if (part.startsWith("{")) {
        JsonNode example = Json.parse(part.substring(0, part.indexOf("```")));
        assertThat(names).contains(example.path("body").path("model").asString(""));
        assertThat(example.path("dialect").asString("")).isEqualTo("openai");
      }
    }
    assertThat(names)
        .contains("tried", "prompt", "fast", "trial", "tiers", "support", "quick", "assistant");
  }
}
