package dev.switchboard.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.wire.StreamGoldens;
import dev.switchboard.wire.WireEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whatever any provider's stream means, its events are ones that this dialect's SDKs take. */
class AnthropicStreamFormTest {
  private static final Path BASE = Path.of(System.getProperty("basedir", "."));
  private static final Path OURS =
      BASE.resolve("src/test/resources/schemas/anthropic-stream-event.json");

  private final SchemaValidator validator = new SchemaValidator(1 << 22);

  static Stream<StreamGoldens.Case> streams() {
    // A piece or a block of a type that nobody knows goes on as it came.
    return StreamGoldens.all().filter(golden -> !golden.name().contains("unknown-"));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void hasTheFormOfTheDocumentation(StreamGoldens.Case golden) throws IOException {
    Schema schema = schema(OURS);
    for (WireEvent event : told(golden)) {
      JsonNode data = Json.parse(event.data());
      assertThat(schema.validate(data)).as("%s", event.data()).isEmpty();
      assertThat(event.event()).isEqualTo(data.path("type").stringValue());
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void opensOneBlockAtATimeAndEndsOnce(StreamGoldens.Case golden) {
    int open = -1;
    int next = 0;
    List<String> types = new ArrayList<>();
    for (WireEvent event : told(golden)) {
      JsonNode data = Json.parse(event.data());
      types.add(data.path("type").stringValue());
      switch (types.getLast()) {
        case "content_block_start" -> {
          assertThat(open).isEqualTo(-1);
          open = next++;
          assertThat(data.path("index").intValue()).isEqualTo(open);
        }
        case "content_block_delta" -> assertThat(data.path("index").intValue()).isEqualTo(open);
        case "content_block_stop" -> {
          assertThat(data.path("index").intValue()).isEqualTo(open);
          open = -1;
        }
        case "message_delta" -> assertThat(open).isEqualTo(-1);
        default -> {}
      }
    }
    assertThat(types.getLast()).isIn("message_stop", "error");
    assertThat(types.subList(0, types.size() - 1)).doesNotContain("message_stop", "error");
  }

  private static List<WireEvent> told(StreamGoldens.Case golden) {
    EventWriter encoder = new EventWriter(StreamGoldens.HEAD);
    List<WireEvent> told = new ArrayList<>();
    for (StreamEvent event : golden.events()) {
      told.addAll(encoder.encode(event));
    }
    return told;
  }

  private Schema schema(Path path) throws IOException {
    return validator.compile(Json.parse(Files.readAllBytes(path)));
  }
}
