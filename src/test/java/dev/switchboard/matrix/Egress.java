package dev.switchboard.matrix;

import dev.switchboard.ir.Dialect;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.responses.OpenAiResponsesClient;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.util.List;

/**
 * A dialect of providers.
 *
 * @param provider its name in the configuration; the kind beside it
 * @param model one of its models
 * @param thinker one of its models that thinks
 * @param vendor how the provider reads requests and writes answers
 * @param client how an answer of the provider is read
 */
record Egress(
    String title,
    String provider,
    String kind,
    String model,
    String thinker,
    ServerCodec vendor,
    ClientCodec client) {
  static final List<Egress> ALL =
      List.of(
          new Egress(
              "OpenAI chat",
              "chat",
              "openai",
              "gpt-4o",
              "gpt-5-mini",
              new OpenAiChatServer(),
              new OpenAiChatClient("chat", OpenAiFlags.NONE)),
          new Egress(
              "OpenAI Responses",
              "responses",
              "openai-responses",
              "gpt-4o",
              "gpt-5-mini",
              new OpenAiResponsesServer(),
              new OpenAiResponsesClient("responses")),
          new Egress(
              "Anthropic Messages",
              "claude",
              "anthropic",
              "claude-sonnet-4-5",
              "claude-sonnet-4-5",
              new AnthropicServer(),
              new AnthropicClient("claude")),
          new Egress(
              "Gemini generateContent",
              "gemini",
              "gcp",
              "gemini-2.5-flash",
              "gemini-2.5-flash",
              new GeminiServer(true),
              new GeminiClient("gemini")));

  Dialect dialect() {
    return vendor.dialect();
  }

  /** The path of its API behind an address. */
  String base() {
    return switch (dialect()) {
      case OPENAI_CHAT, OPENAI_RESPONSES -> "/v1";
      case GEMINI_GENERATE -> "/v1beta";
      default -> "";
    };
  }
}
