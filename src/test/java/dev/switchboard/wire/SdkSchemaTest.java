package dev.switchboard.wire;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.gemini.interactions.InteractionsServer;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whatever any provider says, callers get it in the types of their own vendor's SDK. */
class SdkSchemaTest {
  private static final SdkSchemas SDKS = new SdkSchemas();

  static Stream<ServerCodec> surfaces() {
    return Stream.of(
        new OpenAiChatServer(),
        new OpenAiResponsesServer(),
        new AnthropicServer(),
        new GeminiServer(true),
        new InteractionsServer());
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void holdsForEveryEventOfEveryStream(ServerCodec surface) {
    StreamGoldens.all()
        .filter(golden -> isTyped(golden.name()))
        .forEach(golden -> {
          StreamEncoder encoder = surface.streamEncoder(StreamGoldens.HEAD);
          for (StreamEvent event : golden.events()) {
            for (WireEvent wire : encoder.encode(event)) {
              if (wire.data().equals("[DONE]")) {
                continue;
              }
              JsonNode data = Json.parse(wire.data());
              if (!isAbridged(data)) {
                SDKS.requireEvent(surface.dialect(), golden.name(), data);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void holdsForEveryWholeAnswer(ServerCodec surface) {
    Arrays.stream(Dialect.values())
        .filter(dialect -> GoldenFolder.exists(dialect.label()))
        .flatMap(dialect -> GoldenFolder.of(dialect.label()).stream())
        .filter(folder -> folder.has("ir-response.json") && isTyped(folder.name()))
        .forEach(folder -> {
          ChatResponse response =
              (ChatResponse) IrJson.read(folder.text("ir-response.json"), ChatResponse.class);
          byte[] body = surface.encodeResponse(response, StreamGoldens.HEAD).bytes();
          SDKS.requireAnswer(surface.dialect(), folder.path().toString(), Json.parse(body));
        });
  }

  /** A piece of a type that nobody knows goes on as it came, to callers of its own dialect. */
  private static boolean isTyped(String name) {
    return !name.contains("unknown-")
        && !name.contains("custom-tool")
        && !name.endsWith("tool-call-odd-type");
  }

  /** Citations of the goldens that are cut down to what a reader needs. */
  private static boolean isAbridged(JsonNode data) {
    return data.path("delta").has("citation");
  }
}
