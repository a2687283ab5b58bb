package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.ConfigSchema;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What docs/operations.md lists is what there is. */
class OperationsDocumentTest {
  @TempDir Path folder;

  @Test
  void namesEveryKeyOfTheConfigurationWithItsDefault() throws IOException {
    JsonNode schema = Json.parse(ConfigSchema.text());
    Map<String, String> described = new TreeMap<>();
    keys(schema, schema, "", described);
    Map<String, String> listed = new TreeMap<>();
    for (List<String> row : table("keys")) {
      listed.put(row.get(0), row.get(1));
    }
    assertThat(listed).containsExactlyEntriesOf(described);
  }

  @Test
  void namesEveryVariable() throws IOException {
    Pattern variable = Pattern.compile("SWITCHBOARD_[A-Z]+(?:_[A-Z]+)*");
    Set<String> used = new TreeSet<>();
    List<Path> files = new ArrayList<>(List.of(Path.of("switchboard")));
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      sources.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      variable.matcher(Files.readString(file)).results().forEach(found -> used.add(found.group()));
    }
    // The file that holds a secret is named by the secret's variable with a suffix.
    used.add("SWITCHBOARD_INITIAL_KEY_FILE");
    used.add("SWITCHBOARD_KEY_PEPPER_FILE");
    assertThat(table("variables").stream().map(List::getFirst)).hasSameElementsAs(used);
  }

  @Test
  void namesEveryMetric() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (List<String> row : table("metrics")) {
      listed.put(row.get(0), row.get(1));
    }
    Map<String, String> shown = new TreeMap<>();
    try (RunningGateway gateway = RunningGateway.start(folder, "")) {
      gateway.post("/v3/call", "{\"name\":\"a\",\"input\":\"x\",\"model\":\"sandbox/chat\"}");
      Matcher type =
          Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$").matcher(gateway.get("/metrics").body());
      while (type.find()) {
        shown.put(type.group(1), type.group(2));
      }
    }
    assertThat(listed).containsExactlyEntriesOf(shown);
  }

  /** The rows between two marks, without backquotes. */
  private static List<List<String>> table(String mark) throws IOException {
    String text = Files.readString(Path.of("docs/operations.md"));
    int start = text.indexOf("<!-- " + mark + " -->");
    int end = text.indexOf("<!-- /" + mark + " -->");
    return text.substring(start, end)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line ->
            Stream.of(line.split("\\|", -1))
                .skip(1)
                .map(cell -> cell.strip().replace("`", ""))
                .toList())
        .toList();
  }

  /** Puts each key that takes a value with its default, {@code none} without one. */
  private static void keys(JsonNode root, JsonNode found, String path, Map<String, String> into) {
    JsonNode schema = found;
    JsonNode reference = found.path("$ref");
    if (reference.isString()) {
      schema = root.at(reference.stringValue().substring(1));
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    boolean leaf = true;
    for (JsonNode choice : schema.path("oneOf")) {
      keys(root, choice, path, into);
      leaf = false;
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      keys(root, property.getValue(), prefix + property.getKey(), into);
      leaf = false;
    }
    if (schema.path("additionalProperties").isObject()) {
      keys(root, schema.path("additionalProperties"), prefix + "NAME", into);
      leaf = false;
    }
    if (schema.has("items")) {
      keys(root, schema.path("items"), path + "[]", into);
      leaf = false;
    }
    if (leaf) {
      into.put(path, found.path("default").asString("none"));
    }
  }
}
