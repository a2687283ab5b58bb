package dev.switchboard.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GeminiClientTest {
  private static final GeminiClient CLIENT = new GeminiClient("google");
  private static final String THREE = "gemini-3-pro-preview";

  @Test
  void anAnswerSentBackInAHistoryIsTheSameParts() {
    String parts =
        """
        [{"text":"Let me see."},\
        {"functionCall":{"id":"f1","name":"look","args":{"n":1.50,"big":12345678901234567890}},\
        "thoughtSignature":"c2ln"},\
        {"functionCall":{"id":"f2","name":"look","args":{}}},\
        {"inlineData":{"mimeType":"image/png","data":"AAAA"},"thoughtSignature":"cGlj"},\
        {"executableCode":{"language":"PYTHON","code":"1"}}]\
        """;
    ChatResponse answer = decode(parts);
    JsonNode body =
        encode(
            THREE,
            Message.text(Role.USER, "Go"),
            new Message(Role.ASSISTANT, answer.content(), null),
            Message.of(
                Role.TOOL,
                new Content.ToolResult("f2", null, List.of(), false),
                new Content.ToolResult("f1", null, List.of(), false)));
    assertThat(Json.text(body.path("contents").path(1).path("parts"))).isEqualTo(parts);
  }

  @ParameterizedTest
  @CsvSource({"MINIMAL, 512", "LOW, 1024", "MEDIUM, 8192", "HIGH, 24576"})
  void anEffortIsABudgetWhereThereAreNoLevels(ReasoningRequest.Effort effort, int budget) {
    ChatRequest plain = ChatRequest.of("m", List.of(Message.text(Role.USER, "Go")));
    ChatRequest request =
        new ChatRequest(
            plain.model(),
            plain.messages(),
            plain.tools(),
            plain.toolChoice(),
            plain.parallelToolCalls(),
            plain.output(),
            plain.sampling(),
            new ReasoningRequest(effort, null, null),
            plain.endUser(),
            plain.extensions());
    byte[] body =
        CLIENT.encodeRequest(request, "gemini-2.5-flash", false, ModelTraits.UNKNOWN).bytes();
    assertThat(Json.parse(body).at("/generationConfig/thinkingConfig/thinkingBudget").asInt())
        .isEqualTo(budget);
  }

  @Test
  void aReasonThatIsNotSpecifiedIsNone() {
    StreamDecoder decoder = CLIENT.streamDecoder();
    decoder.decode(
        null,
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},"
            + "\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}");
    assertThat(decoder.end()).hasOnlyElementsOfType(StreamEvent.Failed.class);
  }

  @Test
  void anotherProvidersSignatureStaysOutAndIsNoted() {
    ChatResponse answer =
        new GeminiClient("vertex")
            .decodeResponse(
                bytes(
                    """
                    {"candidates":[{"content":{"parts":[{"text":"a"},{"text":"",\
                    "thoughtSignature":"c2ln"}]},"finishReason":"STOP"}]}\
                    """));
    WireBody body =
        CLIENT.encodeRequest(
            ChatRequest.of(
                "m",
                List.of(
                    Message.text(Role.USER, "Go"),
                    new Message(Role.ASSISTANT, answer.content(), null))),
            THREE,
            false,
            ModelTraits.UNKNOWN);
    assertThat(text(body)).doesNotContain("c2ln");
    assertThat(body.notes())
        .singleElement()
        .satisfies(note -> assertThat(note.kind()).isEqualTo(Note.Kind.OMITTED));
  }

  @Test
  void callsWithoutIdsGetTheSameOnesEachTimeAndDifferentOnesInEachAnswer() {
    String answer =
        """
        {"responseId":"%s","candidates":[{"content":{"parts":[\
        {"functionCall":{"name":"f"}},{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]}\
        """;
    List<String> first = ids(answer.replace("%s", "r1"));
    assertThat(first).doesNotHaveDuplicates().allMatch(id -> id.matches("call_[0-9a-f]{24}"));
    assertThat(ids(answer.replace("%s", "r1"))).isEqualTo(first);
    assertThat(ids(answer.replace("%s", "r2"))).doesNotContainAnyElementsOf(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gs://bucket/a.png",
        "https://generativelanguage.googleapis.com/v1beta/files/abc-123",
      })
  void takesAddressesOfItsOwnStores(String url) {
    assertThat(takesImage(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a.png",
        "http://generativelanguage.googleapis.com/v1beta/files/abc",
        "https://generativelanguage.googleapis.com.evil.example/v1beta/files/abc",
        "https://generativelanguage.googleapis.com/v1beta/files/../models",
        "https://www.youtube.com/watch?v=abc",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
      })
  void takesNoOtherAddressOfAPicture(String url) {
    assertThat(takesImage(url)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://youtu.be/abc, true",
    "https://www.youtube.com/watch?v=abc, true",
    "https://youtube.com/shorts/abc, true",
    "https://evil.example/https://youtu.be/abc, false",
    "https://youtube.com.evil.example/watch?v=abc, false",
  })
  void takesPublicVideos(String url, boolean takes) {
    MediaSource.Url source = new MediaSource.Url(url);
    assertThat(CLIENT.takesUrl(new Content.Video(source), source)).isEqualTo(takes);
  }

  @Test
  void theSameRequestIsTheSameBytes() {
    ChatRequest request =
        ChatRequest.of("m", List.of(Message.text(Role.SYSTEM, "s"), Message.text(Role.USER, "u")));
    assertThat(CLIENT.encodeRequest(request, THREE, true, ModelTraits.UNKNOWN).bytes())
        .isEqualTo(CLIENT.encodeRequest(request, THREE, false, ModelTraits.UNKNOWN).bytes());
  }

  @Test
  void aModelThatIsKnownToTakeNoSamplingIsNotSentAny() {
    Sampling neutral = new Sampling(1.0, 1.0, null, null, List.of(), null, null, null, null, null);
    ModelTraits fixed = new ModelTraits(null, false, null, null, null, null);
    ChatRequest request = ChatRequest.of("m", List.of(Message.text(Role.USER, "u")));
    assertThat(text(CLIENT.encodeRequest(request.withSampling(neutral), THREE, false, fixed)))
        .doesNotContain("generationConfig");
    Sampling cold = new Sampling(0.0, null, null, null, List.of(), null, null, null, null, null);
    assertThatThrownBy(() -> CLIENT.encodeRequest(request.withSampling(cold), THREE, false, fixed))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Unsupported.class));
  }

  @Test
  void anExtensionCannotReplaceWhatIsModelled() {
    ChatRequest plain = ChatRequest.of("m", List.of(Message.text(Role.USER, "u")));
    for (String name : List.of("contents", "generationConfig", "a.b")) {
      ChatRequest request =
          new ChatRequest(
              "m",
              plain.messages(),
              plain.tools(),
              plain.toolChoice(),
              null,
              plain.output(),
              plain.sampling(),
              ReasoningRequest.DEFAULT,
              null,
              List.of(new Extension(Dialect.GEMINI_GENERATE, name, "[]")));
      assertThatThrownBy(() -> CLIENT.encodeRequest(request, THREE, false, ModelTraits.UNKNOWN))
          .hasMessageContaining(name);
    }
  }

  @ParameterizedTest
  @CsvSource({"0s, 0", "7s, 7000", "0.5s, 500", "1.000000001s, 1000"})
  void readsTheDelayThatTheErrorNames(String delay, long millis) {
    byte[] body =
        bytes(
            "{\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"retryDelay\":\""
                + delay
                + "\"}]}}");
    assertThat(CLIENT.decodeFailure(429, body, 99_000L))
        .isInstanceOfSatisfying(
            Failure.ProviderLimited.class,
            failure -> assertThat(failure.retryAfter()).hasMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1s", "1e9s", "99999999999s", "1.s"})
  void fallsBackToTheHeaderForADelayThatIsNone(String delay) {
    byte[] body =
        bytes("{\"error\":{\"code\":429,\"details\":[{\"retryDelay\":\"" + delay + "\"}]}}");
    assertThat(CLIENT.decodeFailure(429, body, 99_000L))
        .isInstanceOfSatisfying(
            Failure.ProviderLimited.class,
            failure -> assertThat(failure.retryAfter()).hasMillis(99_000));
  }

  private static boolean takesImage(String url) {
    MediaSource.Url source = new MediaSource.Url(url);
    return CLIENT.takesUrl(new Content.Image(source, null), source);
  }

  private static ChatResponse decode(String parts) {
    return CLIENT.decodeResponse(
        bytes(
            "{\"candidates\":[{\"content\":{\"parts\":"
                + parts
                + "},\"finishReason\":\"STOP\"}],\"modelVersion\":\""
                + THREE
                + "\"}"));
  }

  private static List<String> ids(String answer) {
    return CLIENT.decodeResponse(bytes(answer)).content().stream()
        .map(part -> ((Content.ToolCall) part).id())
        .toList();
  }

  private static JsonNode encode(String model, Message... messages) {
    return Json.parse(
        CLIENT
            .encodeRequest(
                ChatRequest.of("m", List.of(messages)), model, false, ModelTraits.UNKNOWN)
            .bytes());
  }

  private static String text(WireBody body) {
    return new String(body.bytes(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
