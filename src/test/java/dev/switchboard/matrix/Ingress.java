package dev.switchboard.matrix;

import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.gemini.interactions.InteractionsServer;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.OpenAiFlag;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.responses.OpenAiResponsesClient;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.util.List;

/**
 * A dialect of callers.
 *
 * @param server how the gateway reads it
 * @param caller how a caller's SDK writes requests and reads answers
 */
record Ingress(String title, ServerCodec server, ClientCodec caller) {
  static final List<Ingress> ALL =
      List.of(
          new Ingress(
              "OpenAI chat",
              new OpenAiChatServer(),
              new OpenAiChatClient(
                  "caller",
                  OpenAiFlags.of(
                      OpenAiFlag.MAX_COMPLETION_TOKENS,
                      OpenAiFlag.ALLOWED_TOOLS,
                      OpenAiFlag.CACHE_CONTROL))),
          new Ingress(
              "OpenAI Responses", new OpenAiResponsesServer(), new OpenAiResponsesClient("caller")),
          new Ingress("Anthropic Messages", new AnthropicServer(), new AnthropicClient("caller")),
          new Ingress("Gemini generateContent", new GeminiServer(true), new GeminiClient("caller")),
          new Ingress("Gemini Interactions", new InteractionsServer(), new InteractionsCaller()));

  /** Dialects of callers that providers speak too. */
  static final List<Ingress> SPOKEN = ALL.subList(0, 4);

  /** Where a request for that model goes. */
  String path(String model, boolean stream) {
    return "/v3/compat"
        + switch (server.dialect()) {
          case OPENAI_CHAT -> "/chat/completions";
          case OPENAI_RESPONSES -> "/responses";
          case ANTHROPIC_MESSAGES -> "/v1/messages";
          case GEMINI_GENERATE ->
              "/v1beta/models/"
                  + model
                  + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
          case GEMINI_INTERACTIONS -> "/v1beta/interactions";
          default -> throw new IllegalStateException(title);
        };
  }
}
