package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Failure;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** An error after a stream has begun: nested under {@code error}, or SDKs would not see it. */
final class StreamErrors {
  private static final OpenAiChatServer SERVER = new OpenAiChatServer();

  private StreamErrors() {}

  static WireEvent event(Failure failure) {
    ObjectNode node = Json.object();
    node.put("type", "error");
    node.setAll(
        (ObjectNode)
            Json.parse(new String(SERVER.encodeFailure(failure, ""), StandardCharsets.UTF_8)));
    return new WireEvent("error", Json.text(node));
  }
}
