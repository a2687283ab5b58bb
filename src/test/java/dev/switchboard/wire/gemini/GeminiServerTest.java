package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireBody;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class GeminiServerTest {
  private static final AnswerHead HEAD = new AnswerHead("req_1", "m", 1, Delivery.STREAM);
  private static final Content.Signature CLAUDES =
      new Content.Signature(
          Content.Signature.Kind.SIGNATURE,
          "sig+/é",
          new Origin(Dialect.ANTHROPIC_MESSAGES, "claude", "claude-sonnet-4-5"));

  @Test
  void hidesThoughtsFromCallersThatDoNotAskForThem() {
    ChatResponse answer = answer(new Content.Reasoning("Hm.", null), new Content.Text("42"));
    assertThat(Json.text(parts(whole(false, answer)))).isEqualTo("[{\"text\":\"42\"}]");
    assertThat(Json.text(parts(whole(true, answer))))
        .isEqualTo("[{\"text\":\"Hm.\",\"thought\":true},{\"text\":\"42\"}]");
  }

  @Test
  void hidesThoughtsInStreamsToo() {
    List<JsonNode> events =
        stream(
            false,
            new StreamEvent.Started("a", "m", null),
            new StreamEvent.ReasoningDelta("Hm."),
            new StreamEvent.TextDelta("42"),
            new StreamEvent.Finished(StopReason.END, "stop", null, Usage.UNKNOWN));
    assertThat(events).hasSize(2);
    assertThat(parts(events.getFirst()).get(0).path("text").stringValue()).isEqualTo("42");
  }

  @Test
  void putsAnothersSignatureOnTheNextCall() {
    ChatResponse answer =
        answer(
            new Content.Reasoning("Hm.", CLAUDES),
            new Content.Text("Let me see."),
            new Content.ToolCall("c1", "f", "{}", null),
            new Content.ToolCall("c2", "f", "{}", null));
    JsonNode parts = parts(whole(false, answer));
    assertThat(parts.size()).isEqualTo(3);
    assertThat(parts.get(1).has("thoughtSignature")).isTrue();
    assertThat(parts.get(2).has("thoughtSignature")).isFalse();
  }

  @Test
  void putsAnothersSignatureOnAPartOfItsOwnWhereNoCallComes() {
    List<JsonNode> events =
        stream(
            false,
            new StreamEvent.Started("a", "m", null),
            new StreamEvent.ReasoningDelta("Hm."),
            new StreamEvent.ReasoningSigned(CLAUDES),
            new StreamEvent.TextDelta("42"),
            new StreamEvent.Finished(StopReason.END, "stop", null, Usage.UNKNOWN));
    JsonNode last = parts(events.getLast());
    assertThat(last.size()).isEqualTo(1);
    assertThat(last.get(0).path("text").stringValue()).isEmpty();
    assertThat(sentBack(parts(events.getFirst()), last))
        .containsExactly(new Content.Text("42"), new Content.Reasoning("Hm.", CLAUDES));
  }

  @Test
  void readsItsOwnTokenInEitherAlphabetOfBase64() {
    JsonNode parts =
        parts(
            whole(
                true,
                answer(
                    new Content.Reasoning("ÿ>?", CLAUDES),
                    new Content.ToolCall("c1", "f", "{}", null))));
    String standard = Json.text(parts);
    String urlSafe = standard.replace('+', '-').replaceAll("(?<=[A-Za-z0-9+])/", "_");
    assertThat(sentBack(Json.parse(standard))).isEqualTo(sentBack(Json.parse(urlSafe)));
    assertThat(sentBack(Json.parse(standard)).getFirst())
        .isEqualTo(new Content.Reasoning("ÿ>?", CLAUDES));
  }

  @ParameterizedTest
  @EnumSource(StopReason.class)
  void endsWithAWordThatGooglesClientsKnow(StopReason reason) {
    ChatResponse answer = new ChatResponse("a", "m", List.of(), reason, "raw", null, Usage.UNKNOWN);
    assertThat(whole(false, answer).path("candidates").get(0).path("finishReason").stringValue())
        .isIn("STOP", "MAX_TOKENS", "SAFETY", "OTHER", "MALFORMED_FUNCTION_CALL");
  }

  @Test
  void alwaysHasAPartBecauseSdksForgetATurnWithoutOne() {
    assertThat(parts(whole(false, answer())).size()).isEqualTo(1);
  }

  @Test
  void countsEveryClassOnce() {
    Usage usage = new Usage(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, Usage.Source.REPORTED, null);
    JsonNode counts =
        whole(false, new ChatResponse("a", "m", List.of(), StopReason.END, "s", null, usage))
            .path("usageMetadata");
    assertThat(counts.path("promptTokenCount").asInt()).isEqualTo(63);
    assertThat(counts.path("cachedContentTokenCount").asInt()).isEqualTo(2);
    assertThat(counts.path("candidatesTokenCount").asInt()).isEqualTo(64 + 256 + 512);
    assertThat(counts.path("thoughtsTokenCount").asInt()).isEqualTo(128);
    assertThat(counts.path("totalTokenCount").asInt()).isEqualTo(1_023);
    assertThat(counts.path("promptTokensDetails").findValues("tokenCount").stream())
        .extracting(JsonNode::asInt)
        .containsExactly(15, 16, 32);
    assertThat(counts.path("candidatesTokensDetails").findValues("tokenCount").stream())
        .extracting(JsonNode::asInt)
        .containsExactly(64, 256, 512);
  }

  @Test
  void tellsPicturesAsBytesOrAddresses() {
    ChatResponse answer =
        answer(
            new Content.Image(new MediaSource.Inline("image/png", "AAAA"), null),
            new Content.Image(new MediaSource.Url("https://example.com/a.png"), null));
    assertThat(Json.text(parts(whole(false, answer))))
        .isEqualTo(
            "[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}},"
                + "{\"fileData\":{\"mimeType\":\"image/png\","
                + "\"fileUri\":\"https://example.com/a.png\"}}]");
  }

  @Test
  void notesWhatOnlyAnotherDialectUnderstands() {
    Content foreign = new Content.Opaque(Dialect.OPENAI_CHAT, "{\"type\":\"logprobs\"}");
    assertThat(new GeminiServer(false).encodeResponse(answer(foreign), HEAD).notes()).hasSize(1);
    StreamEncoder encoder = new GeminiServer(false).streamEncoder(HEAD);
    assertThat(encoder.encode(new StreamEvent.Part(foreign))).isEmpty();
    assertThat(encoder.notes()).hasSize(1);
  }

  /** Brackets are calls that end, digits are calls that begin; a slash is a chunk. */
  @ParameterizedTest
  @CsvSource({
    "0 0] 1 1],     0/1",
    "0 1 0] 1],     0/1",
    "0 1 1] 0],     01",
    "0 1 2 2] 0] 1], 0/12",
  })
  void givesCallsInTheOrderInWhichTheyBegan(String script, String chunks) {
    StreamEncoder encoder = new GeminiServer(false).streamEncoder(HEAD);
    List<String> given = new ArrayList<>();
    for (String step : script.strip().split(" ", -1)) {
      int index = step.charAt(0) - '0';
      StreamEvent event =
          step.endsWith("]")
              ? new StreamEvent.ToolCallEnded(index)
              : new StreamEvent.ToolCallStarted(index, "" + index, "f", null);
      for (WireEvent wire : encoder.encode(event)) {
        given.add(String.join("", parts(Json.parse(wire.data())).findValuesAsString("id")));
      }
    }
    assertThat(String.join("/", given)).isEqualTo(chunks.strip());
  }

  private static ChatResponse answer(Content... content) {
    return new ChatResponse(
        "a", "m", List.of(content), StopReason.END, "stop", null, Usage.UNKNOWN);
  }

  private static JsonNode whole(boolean showsThoughts, ChatResponse answer) {
    WireBody body = new GeminiServer(showsThoughts).encodeResponse(answer, HEAD);
    return Json.parse(body.bytes());
  }

  private static List<JsonNode> stream(boolean showsThoughts, StreamEvent... events) {
    StreamEncoder encoder = new GeminiServer(showsThoughts).streamEncoder(HEAD);
    List<JsonNode> written = new ArrayList<>();
    for (StreamEvent event : events) {
      encoder.encode(event).forEach(wire -> written.add(Json.parse(wire.data())));
    }
    return written;
  }

  private static JsonNode parts(JsonNode response) {
    return response.path("candidates").path(0).path("content").path("parts");
  }

  /** What the model said, as it is read when a caller sends it back. */
  private static List<Content> sentBack(JsonNode... chunks) {
    var body = Json.object();
    var contents = body.putArray("contents");
    Arrays.stream(chunks)
        .forEach(parts -> contents.addObject().put("role", "model").set("parts", parts));
    return new GeminiServer(true)
        .decodeRequest(Json.write(body))
        .chat()
        .messages()
        .getFirst()
        .content();
  }
}
