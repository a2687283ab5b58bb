package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.StreamGoldens;
import dev.switchboard.wire.WireEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whatever any provider's stream means, its responses are ones that Google's SDKs take. */
class GeminiStreamFormTest {
  private static final Path BASE = Path.of(System.getProperty("basedir", "."));
  private static final Path OURS = BASE.resolve("src/test/resources/schemas/gemini-response.json");

  private final SchemaValidator validator = new SchemaValidator(1 << 22);

  static Stream<StreamGoldens.Case> streams() {
    return StreamGoldens.all();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void hasTheFormOfTheDocumentation(StreamGoldens.Case golden) throws IOException {
    Schema schema = schema(OURS);
    for (JsonNode response : told(golden)) {
      assertThat(schema.validate(response)).as("%s", response).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void endsOnceAndKeepsItsId(StreamGoldens.Case golden) {
    List<JsonNode> told = told(golden);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < told.size(); i++) {
      JsonNode response = told.get(i);
      boolean ends =
          response.has("error") || response.path("candidates").path(0).has("finishReason");
      assertThat(ends).as("%s", response).isEqualTo(i == told.size() - 1);
      if (response.has("responseId")) {
        ids.add(response.path("responseId").stringValue());
      }
    }
    assertThat(ids).hasSizeLessThanOrEqualTo(1);
  }

  private static List<JsonNode> told(StreamGoldens.Case golden) {
    StreamEncoder encoder = new GeminiServer(true).streamEncoder(StreamGoldens.HEAD);
    List<JsonNode> told = new ArrayList<>();
    for (StreamEvent event : golden.events()) {
      for (WireEvent wire : encoder.encode(event)) {
        assertThat(wire.event()).as("SDKs lose events that have a name").isNull();
        told.add(Json.parse(wire.data()));
      }
    }
    return told;
  }

  private Schema schema(Path path) throws IOException {
    return validator.compile(Json.parse(Files.readAllBytes(path)));
  }
}
