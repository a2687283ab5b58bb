package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.bedrock.BedrockClient;
import dev.switchboard.wire.cohere.CohereClient;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.gemini.interactions.InteractionsCaller;
import dev.switchboard.wire.gemini.interactions.InteractionsServer;
import dev.switchboard.wire.ollama.OllamaClient;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.responses.OpenAiResponsesClient;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Holds every dialect of callers against every dialect of providers, over all goldens: whatever is
 * not refused keeps its words, its tool calls and its counts.
 *
 * <p>A new dialect is one line in {@link #SURFACES} or {@link #CLIENTS}.
 */
class DialectMatrixTest {
  /** A dialect of callers: what we speak, and how a caller's SDK would read it. */
  private record Surface(ServerCodec server, ClientCodec caller) {}

  private static final List<Surface> SURFACES =
      List.of(
          new Surface(new OpenAiChatServer(), new OpenAiChatClient("caller", OpenAiFlags.NONE)),
          new Surface(new OpenAiResponsesServer(), new OpenAiResponsesClient("caller")),
          new Surface(new AnthropicServer(), new AnthropicClient("caller")),
          new Surface(new GeminiServer(true), new GeminiClient("caller")),
          new Surface(new InteractionsServer(), new InteractionsCaller()));

  private static final List<ClientCodec> CLIENTS =
      List.of(
          new OpenAiChatClient("openai", OpenAiFlags.NONE),
          new OpenAiResponsesClient("openai"),
          new AnthropicClient("anthropic"),
          new GeminiClient("gemini"),
          new BedrockClient("bedrock"),
          new OllamaClient("ollama"),
          new CohereClient("cohere"));

  /** Cases that every dialect of providers takes. */
  private static final Set<String> EVERYDAY =
      Set.of(
          "basic",
          "multiturn",
          "tools",
          "parallel-tools",
          "tool-choice-allowed",
          "legacy-functions",
          "json-mode",
          "json-schema",
          "reasoning",
          "reasoning-signed",
          "cache-control",
          "streaming",
          "streaming-usage",
          "nulls",
          "empty-lists",
          "caller-answer-sent-back",
          "caller-basic",
          "caller-coding-agent",
          "caller-late-system",
          "caller-nulls",
          "caller-parallel-tools",
          "caller-stream",
          "caller-structured",
          "caller-structured-older-place",
          "caller-system-blocks",
          "caller-thinking",
          "caller-thinking-adaptive",
          "caller-thinking-of-others",
          "caller-tool-choice-any",
          "caller-tool-choice-none",
          "caller-tool-choice-tool",
          "caller-tool-hints",
          "caller-tool-result-empty",
          "caller-tool-result-media",
          "caller-tools",
          "caller-without-role",
          "caller-multiturn",
          "caller-tools-json-schema",
          "caller-tool-round-without-ids",
          "caller-tool-response-wrappers",
          "caller-signatures",
          "caller-signature-placeholder",
          "caller-thoughts-of-another-vendor",
          "caller-response-schema",
          "caller-response-json-schema",
          "caller-json-mode",
          "caller-thinking-level",
          "caller-habits",
          "caller-gemini-cli",
          "caller-content-one",
          "caller-turns",
          "caller-structured-list",
          "caller-search-history");

  private static final AnswerHead HEAD = new AnswerHead("answer-1", "m", 1, Delivery.STREAM);

  @TestFactory
  Stream<DynamicTest> requests() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Surface surface : SURFACES) {
      for (GoldenFolder folder : folders(surface.server().dialect(), "client-request.json")) {
        for (ClientCodec client : CLIENTS) {
          String name =
              surface.server().dialect().label()
                  + " to "
                  + client.dialect().label()
                  + ": "
                  + folder.name();
          tests.add(DynamicTest.dynamicTest(name, () -> sendOn(surface, client, folder)));
        }
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> answers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ClientCodec client : CLIENTS) {
      for (Surface surface : SURFACES) {
        String way = client.dialect().label() + " to " + surface.server().dialect().label() + ": ";
        for (GoldenFolder folder : folders(client.dialect(), "ir-response.json")) {
          tests.add(DynamicTest.dynamicTest(way + folder.name(), () -> tell(surface, folder)));
        }
        for (GoldenFolder folder : folders(client.dialect(), "ir-events.json")) {
          tests.add(
              DynamicTest.dynamicTest(
                  way + folder.name() + " (stream)", () -> tellStream(surface, folder)));
        }
      }
    }
    return tests.stream();
  }

  private static List<GoldenFolder> folders(Dialect dialect, String file) {
    return GoldenFolder.of(dialect.label()).stream().filter(folder -> folder.has(file)).toList();
  }

  private static void sendOn(Surface surface, ClientCodec client, GoldenFolder folder) {
    ChatRequest request;
    WireBody body;
    try {
      request = surface.server().decodeRequest(folder.bytes("client-request.json")).chat();
      body = client.encodeRequest(request, "up", false, ModelTraits.UNKNOWN);
    } catch (FailureException e) {
      if (!hasNoPlace(client, e.failure())) {
        assertThat(EVERYDAY).as("%s", e.getMessage()).doesNotContain(folder.name());
      }
      return;
    }
    List<String> texts = new ArrayList<>();
    List<JsonNode> objects = new ArrayList<>();
    collect(Json.parse(body.bytes()), texts, objects);
    String all = String.join("\n", texts);
    for (Message message : request.messages()) {
      for (Content part : message.content()) {
        requireKept(part, client.dialect(), all, objects);
      }
    }
  }

  /** What a dialect has no field for, whatever the model, and must therefore refuse. */
  private static boolean hasNoPlace(ClientCodec client, Failure failure) {
    return client.dialect() == Dialect.OLLAMA_CHAT
        && failure instanceof Failure.Unsupported unsupported
        && unsupported.subject().equals("tool_choice");
  }

  private static void requireKept(
      Content part, Dialect target, String all, List<JsonNode> objects) {
    switch (part) {
      case Content.Text text -> assertThat(all).contains(text.text().strip());
      case Content.Refusal refusal -> assertThat(all).contains(refusal.text());
      case Content.ToolCall call -> {
        assertThat(all).contains(call.name());
        requireTextOrObject(call.arguments(), all, objects);
      }
      case Content.ToolResult result -> {
        for (Content inner : result.content()) {
          if (inner instanceof Content.Text text) {
            requireTextOrObject(text.text(), all, objects);
          } else {
            requireKept(inner, target, all, objects);
          }
        }
      }
      case Content.Opaque opaque -> assertThat(opaque.dialect()).isEqualTo(target);
      case Content.Image _,
          Content.Audio _,
          Content.Video _,
          Content.Document _,
          Content.Reasoning _,
          Content.CachePoint _ -> {}
    }
  }

  /** Kept as it stands, or as the object that it means. */
  private static void requireTextOrObject(String text, String all, List<JsonNode> objects) {
    if (text.isBlank() || all.contains(text)) {
      return;
    }
    try {
      assertThat(objects).contains(Json.parse(text));
    } catch (InvalidJsonException e) {
      assertThat(objects).as("broken arguments have no object").isNotEmpty();
    }
  }

  private static void collect(JsonNode node, List<String> texts, List<JsonNode> objects) {
    if (node.isString()) {
      texts.add(node.stringValue());
    }
    if (node.isObject()) {
      objects.add(node);
    }
    for (JsonNode child : node) {
      collect(child, texts, objects);
    }
  }

  private static void tell(Surface surface, GoldenFolder folder) {
    ChatResponse before =
        (ChatResponse) IrJson.read(folder.text("ir-response.json"), ChatResponse.class);
    byte[] told = surface.server().encodeResponse(before, HEAD).bytes();
    if (failsOn(surface, before)) {
      assertThatThrownBy(() -> surface.caller().decodeResponse(told))
          .isInstanceOf(FailureException.class);
      return;
    }
    requireSame(before, surface.caller().decodeResponse(told));
  }

  private static void tellStream(Surface surface, GoldenFolder folder) {
    List<?> events = (List<?>) IrJson.read(folder.text("ir-events.json"), Goldens.EVENTS);
    StreamEncoder encoder = surface.server().streamEncoder(HEAD);
    StreamDecoder decoder = surface.caller().streamDecoder();
    ResponseAccumulator before = new ResponseAccumulator();
    ResponseAccumulator after = new ResponseAccumulator();
    for (Object event : events) {
      before.accept((StreamEvent) event);
      for (WireEvent wire : encoder.encode((StreamEvent) event)) {
        decoder.decode(wire.event(), wire.data()).forEach(after::accept);
      }
    }
    decoder.end().forEach(after::accept);
    Optional<ChatResponse> whole = before.response();
    if (whole.isPresent() && failsOn(surface, whole.get())) {
      assertThat(after.response()).isEmpty();
      return;
    }
    assertThat(after.response().isPresent()).isEqualTo(whole.isPresent());
    whole.ifPresent(answer -> requireSame(answer, after.response().orElseThrow()));
  }

  /** These APIs have a status of their own for a call that cannot be read. */
  private static boolean failsOn(Surface surface, ChatResponse answer) {
    return answer.stopReason() == StopReason.MALFORMED_TOOL_CALL
        && (surface.server().dialect() == Dialect.OPENAI_RESPONSES
            || surface.server().dialect() == Dialect.GEMINI_INTERACTIONS);
  }

  private static void requireSame(ChatResponse before, ChatResponse after) {
    // A dialect without a place for refusals tells them as text, behind what was said.
    boolean asText = refusal(after).isEmpty() && !refusal(before).isEmpty();
    assertThat(after.text()).isEqualTo(before.text() + (asText ? refusal(before) : ""));
    assertThat(refusal(after)).isEqualTo(asText ? "" : refusal(before));
    assertThat(calls(after)).isEqualTo(calls(before));
    if (before.usage().source() == Usage.Source.UNKNOWN) {
      // Where a count must stand, it is the guess of the head, which guesses nothing here.
      assertThat(after.usage().inputTotal() + after.usage().outputTotal()).isZero();
    } else {
      assertThat(after.usage().inputTotal()).isEqualTo(before.usage().inputTotal());
      assertThat(after.usage().outputTotal()).isEqualTo(before.usage().outputTotal());
      assertThat(after.usage().cacheRead()).isEqualTo(before.usage().cacheRead());
      assertThat(after.usage().reasoning()).isEqualTo(before.usage().reasoning());
    }
  }

  private static String refusal(ChatResponse response) {
    StringBuilder text = new StringBuilder();
    for (Content part : response.content()) {
      if (part instanceof Content.Refusal refusal) {
        text.append(refusal.text());
      }
    }
    return text.toString();
  }

  /**
   * Arguments as their JSON means them: a dialect that has an object in their place keeps no white
   * space. Broken ones are told as a text within an object.
   */
  private static String meaning(String arguments) {
    try {
      JsonNode parsed = Json.parseReply(arguments);
      return Json.text(
          parsed.isObject() && parsed.has("raw_arguments") ? parsed.get("raw_arguments") : parsed);
    } catch (InvalidJsonException e) {
      return Json.quote(arguments);
    }
  }

  private static List<List<String>> calls(ChatResponse response) {
    List<List<String>> calls = new ArrayList<>();
    for (Content part : response.content()) {
      if (part instanceof Content.ToolCall call) {
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        calls.add(List.of(call.id(), call.name(), meaning(arguments)));
      }
    }
    return calls;
  }
}
