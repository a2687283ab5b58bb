package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What routes read out of bodies: what goes in, how much of it, and who asks. */
class RouteInputsTest {
  private static final String CHAT = "/v3/compat/chat/completions";
  private static final String MODELS = "/v3/compat/v1beta/models/";
  private static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAwF0AAIC7AAACABAAZGF0YQAAAAA=";

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start().otherwise(RouteInputsTest::answer);
    gateway =
        RunningGateway.start(
            folder,
            """
            providers:
              one: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0}
              two: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0}
              gcp: {base_url: "%s", api_key: "test-credential-1234", retries: 0}
            models:
              kinds:
                targets:
                  - {model: gcp/gemini-2.5-pro, when: {modality: image}}
                  - {model: gcp/gemini-2.0-flash, when: {modality: audio}}
                  - {model: gcp/gemini-2.0-flash-lite, when: {modality: video}}
                  - {model: gcp/gemini-2.5-flash-lite, when: {modality: document}}
                  - {model: gcp/gemini-2.5-flash, when: {modality: text}}
              heard: {targets: [{model: two/whisper-1, when: {modality: audio}}, one/whisper-1]}
              deaf: {targets: [one/gpt-4o, gcp/gemini-2.5-flash]}
              short: {targets: [one/gpt-4, two/gpt-4o]}
              handless: {targets: [one/gpt-3.5-turbo, two/gpt-4o]}
              split: {balance: weight, targets: [one/gpt-4o, two/gpt-4o]}
              loose: {balance: weight, affinity: none, targets: [one/gpt-4o, two/gpt-4o]}
            """
                .formatted(upstream.uri("/v1"), upstream.uri("/v1"), upstream.uri("/v1beta")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  private static Script answer(FakeUpstream.Received request) {
    return request.target().contains("/v1beta/")
        ? ResponseUpstreams.whole("gemini/g", "hello")
        : request.target().endsWith("/audio/transcriptions")
            ? Script.json(200, "{\"text\":\"hello\"}")
            : Upstreams.answer("hello");
  }

  private static HttpResponse<String> served(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static String provider(HttpResponse<String> answer) {
    return served(answer).headers().firstValue("x-opper-served-provider").orElseThrow();
  }

  private static String model(HttpResponse<String> answer) {
    return served(answer).headers().firstValue("x-opper-served-model").orElseThrow();
  }

  private static HttpResponse<String> chat(String model, String content, String more) {
    return gateway.post(
        CHAT,
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":%s}]%s}"
            .formatted(model, content, more));
  }

  private static HttpResponse<String> generated(String model, String type) {
    String part =
        type.isEmpty() ? "" : ",{\"inlineData\":{\"mimeType\":\"" + type + "\",\"data\":\"AAAA\"}}";
    return gateway.post(
        MODELS + model + ":generateContent",
        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}" + part + "]}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, gemini-2.5-pro",
    "audio/wav, gemini-2.0-flash",
    "video/mp4, gemini-2.0-flash-lite",
    "application/pdf, gemini-2.5-flash-lite",
    "'', gemini-2.5-flash"
  })
  void takeATargetByWhatGoesIn(String type, String model) {
    assertThat(model(generated("kinds", type))).isEqualTo(model);
  }

  @Test
  void takeATargetForSoundsThatAreWrittenDown() {
    String form =
        """
        --b\r
        Content-Disposition: form-data; name="model"\r
        \r
        heard\r
        --b\r
        Content-Disposition: form-data; name="file"; filename="a.wav"\r
        Content-Type: audio/wav\r
        \r
        RIFF\r
        --b--\r
        """;
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/v3/compat/audio/transcriptions"))
                .header("Authorization", "Bearer " + gateway.key())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    assertThat(provider(answer)).isEqualTo("two");
  }

  @Test
  void passOverAModelThatDoesNotHear() {
    String sound =
        "[{\"type\":\"input_audio\",\"input_audio\":{\"format\":\"wav\",\"data\":\""
            + WAV
            + "\"}}]";
    assertThat(provider(chat("deaf", "\"hi\"", ""))).isEqualTo("one");
    assertThat(provider(chat("deaf", sound, ""))).isEqualTo("gcp");
  }

  @Test
  void passOverAModelThatSeesNoVideo() {
    assertThat(provider(generated("deaf", ""))).isEqualTo("one");
    assertThat(provider(generated("deaf", "video/mp4"))).isEqualTo("gcp");
  }

  @Test
  void passOverAModelThatCallsNoTools() {
    String tools =
        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
    assertThat(provider(chat("handless", "\"hi\"", ""))).isEqualTo("one");
    assertThat(provider(chat("handless", "\"hi\"", tools))).isEqualTo("two");
  }

  @Test
  void passOverAModelWhoseContextIsTooShort() {
    assertThat(provider(chat("short", "\"" + "word ".repeat(6_000) + "\"", ""))).isEqualTo("one");
    assertThat(provider(chat("short", "\"" + "word ".repeat(20_000) + "\"", ""))).isEqualTo("two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/compat/chat/completions | \"prompt_cache_key\":\"%s\"",
        "/v3/compat/chat/completions | \"user\":\"%s\"",
        "/v3/compat/responses        | \"prompt_cache_key\":\"%s\"",
        "/v3/compat/v1/messages      | \"metadata\":{\"user_id\":\"%s\"}"
      })
  void keepWhoSaysWhoTheyAreAtOneTarget(String path, String field) {
    Set<String> used = new HashSet<>();
    for (int who = 0; who < 16; who++) {
      String first = provider(asked(path, field.formatted("who-" + who)));
      assertThat(provider(asked(path, field.formatted("who-" + who)))).isEqualTo(first);
      used.add(first);
    }
    assertThat(used).hasSize(2);
  }

  private static HttpResponse<String> asked(String path, String field) {
    String said =
        path.endsWith("responses")
            ? "\"input\":\"hi\""
            : "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    return gateway.post(path, "{\"model\":\"split\"," + said + "," + field + "}");
  }

  @Test
  void drawAnewForEachCallWithoutAffinity() {
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      used.add(provider(chat("loose", "\"hi\"", ",\"user\":\"me\"")));
    }
    assertThat(used).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"cheap, gpt-4o-mini", "quality, gpt-4o"})
  void orderTheModelsOfATaskByWhatItPrefers(String prefer, String first) {
    HttpResponse<String> answer =
        gateway.post(
            "/v3/call",
            """
            {"name":"f","input":"hi","model":["one/gpt-4.1-mini","one/gpt-4o","one/gpt-4o-mini"],
             "route":{"prefer":"%s"}}
            """
                .formatted(prefer));
    assertThat(model(answer)).isEqualTo(first);
  }
}
