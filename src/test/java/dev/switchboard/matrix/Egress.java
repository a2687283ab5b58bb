package dev.switchboard.matrix;

import dev.switchboard.app.BedrockUpstreams;
import dev.switchboard.http.Script;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.ServerCodec;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.bedrock.BedrockClient;
import dev.switchboard.wire.cohere.CohereClient;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.ollama.OllamaClient;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.responses.OpenAiResponsesClient;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A dialect of providers.
 *
 * @param provider its name in the configuration; the kind beside it
 * @param model one of its models
 * @param thinker one of its models that thinks
 * @param vendor how the provider reads requests and writes answers
 * @param client how an answer of the provider is read
 * @param settings what else its configuration says, each with a comma before it
 */
record Egress(
    String title,
    String provider,
    String kind,
    String model,
    String thinker,
    ServerCodec vendor,
    ClientCodec client,
    String settings) {
  private static final String GOOGLE = ", project: my-project, location: europe-west1";

  static final List<Egress> ALL =
      List.of(
          new Egress(
              "OpenAI chat",
              "chat",
              "openai",
              "gpt-4o",
              "gpt-5-mini",
              new OpenAiChatServer(),
              new OpenAiChatClient("chat", OpenAiFlags.NONE),
              ""),
          new Egress(
              "OpenAI Responses",
              "responses",
              "openai-responses",
              "gpt-4o",
              "gpt-5-mini",
              new OpenAiResponsesServer(),
              new OpenAiResponsesClient("responses"),
              ""),
          new Egress(
              "Anthropic Messages",
              "claude",
              "anthropic",
              "claude-sonnet-4-5",
              "claude-sonnet-4-5",
              new AnthropicServer(),
              new AnthropicClient("claude"),
              ""),
          new Egress(
              "Gemini generateContent",
              "gemini",
              "gcp",
              "gemini-2.5-flash",
              "gemini-2.5-flash",
              new GeminiServer(true),
              new GeminiClient("gemini"),
              ""),
          new Egress(
              "Azure OpenAI",
              "azure",
              "azure",
              "gpt-4o",
              "gpt-5-mini",
              new OpenAiChatServer(),
              new OpenAiChatClient("azure", OpenAiFlags.NONE),
              ", api_version: \"2024-10-21\""),
          new Egress(
              "Gemini on Vertex AI",
              "vertex",
              "gcp-vertex",
              "gemini-2.5-flash",
              "gemini-2.5-flash",
              new GeminiServer(true),
              new GeminiClient("vertex"),
              GOOGLE),
          new Egress(
              "Claude on Vertex AI",
              "vertexclaude",
              "gcp-vertex",
              "claude-sonnet-4-5@20250929",
              "claude-sonnet-4-5@20250929",
              new AnthropicServer(),
              new AnthropicClient("vertexclaude"),
              GOOGLE),
          new Egress(
              "Bedrock Converse",
              "bedrock",
              "aws",
              "anthropic.claude-sonnet-4-5-20250929-v1:0",
              "anthropic.claude-sonnet-4-5-20250929-v1:0",
              new BedrockVendor(),
              new BedrockClient("bedrock"),
              ", region: eu-north-1"),
          new Egress(
              "Cohere",
              "cohere",
              "cohere",
              "command-a-03-2025",
              "command-a-reasoning-08-2025",
              new CohereVendor(),
              new CohereClient("cohere"),
              ""),
          new Egress(
              "Ollama",
              "ollama",
              "ollama-native",
              "llama3.2",
              "qwen3",
              new OllamaVendor(),
              new OllamaClient("ollama"),
              ""));

  /** Dialects whose streams are server-sent events, each with its own text of an end. */
  static final List<Egress> VENDORS = ALL.subList(0, 4);

  /** A server of OpenAI's dialect with additions of its own. */
  static final Egress VLLM =
      new Egress(
          "vLLM",
          "vllm",
          "vllm",
          "llama-3.3-70b",
          "qwen3-32b",
          new OpenAiChatServer(),
          new OpenAiChatClient("vllm", OpenAiFlags.NONE),
          "");

  /** Those whose vendors publish what a request is: {@link #VENDORS} and who else speaks so. */
  static final List<Egress> PUBLISHED =
      Stream.concat(ALL.subList(0, 7).stream(), Stream.of(VLLM)).toList();

  /** Its entry in the configuration of a gateway whose providers are all at that address. */
  String yaml(java.util.function.Function<String, java.net.URI> at) {
    return "  %s: {kind: %s, base_url: \"%s\", api_key: \"test-credential-1234\", retries: 0%s}\n"
        .formatted(provider, kind, at.apply(base()), settings);
  }

  /** The same provider as callers of that dialect meet it: some of them speak two dialects. */
  Egress facing(Ingress ingress) {
    return kind.equals("azure") && ingress.server().dialect() == Dialect.OPENAI_RESPONSES
        ? new Egress(
            title,
            provider,
            kind,
            model,
            thinker,
            new OpenAiResponsesServer(),
            new OpenAiResponsesClient(provider),
            settings)
        : this;
  }

  /** The request that the provider was sent, a character for each byte. */
  ChatRequest read(String latin) {
    JsonNode body = Json.parse(latin.getBytes(StandardCharsets.ISO_8859_1));
    // Where the model stands in the path.
    ((ObjectNode) body).putIfAbsent("model", Json.tree(model));
    ((ObjectNode) body).remove("anthropic_version");
    return vendor.decodeRequest(Json.write(body)).chat();
  }

  /** The events as the provider frames them. */
  Script script(List<WireEvent> events) {
    return switch (dialect()) {
      case BEDROCK_CONVERSE ->
          BedrockUpstreams.stream(
              events.stream()
                  .map(e -> BedrockUpstreams.event(Objects.requireNonNull(e.event()), e.data()))
                  .toArray(String[]::new));
      case OLLAMA_CHAT ->
          Script.status(200)
              .header("Content-Type", "application/x-ndjson")
              .body(
                  events.stream()
                      .map(e -> e.data() + "\n")
                      .collect(Collectors.joining())
                      .getBytes(StandardCharsets.UTF_8));
      default -> Script.sse(Sse.text(events));
    };
  }

  Dialect dialect() {
    return vendor.dialect();
  }

  /** The path of its API behind an address. */
  String base() {
    return switch (dialect()) {
      case OPENAI_CHAT, OPENAI_RESPONSES -> kind.equals("azure") ? "" : "/v1";
      case GEMINI_GENERATE -> kind.equals("gcp-vertex") ? "/v1" : "/v1beta";
      case ANTHROPIC_MESSAGES -> kind.equals("gcp-vertex") ? "/v1" : "";
      default -> "";
    };
  }
}
