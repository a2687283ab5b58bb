package dev.switchboard.app;

import dev.switchboard.admin.SimulationRoutes.Bodies;
import dev.switchboard.admin.SimulationRoutes.BodyDialect;
import dev.switchboard.ingress.CompatOutline;
import dev.switchboard.ingress.v3.TaskOutline;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.SimulatedCall;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads bodies for the simulator by the surfaces' own codecs. */
record SimulatedBodies(TaskOutline tasks) implements Bodies {
  private static final CompatOutline OPENAI = new CompatOutline(new OpenAiChatServer(), "messages");
  private static final CompatOutline ANTHROPIC =
      new CompatOutline(new AnthropicServer(), "messages");
  private static final CompatOutline GEMINI =
      new CompatOutline(new GeminiServer(false), "contents");

  @Override
  public List<SimulatedCall> read(
      BodyDialect dialect, JsonNode body, @Nullable String model, String projectId) {
    return switch (dialect) {
      case NATIVE -> tasks.read(body, projectId);
      case OPENAI -> List.of(OPENAI.read(Json.write(body), null));
      case ANTHROPIC -> List.of(ANTHROPIC.read(Json.write(body), null));
      case GEMINI -> List.of(GEMINI.read(Json.write(body), model));
    };
  }
}
