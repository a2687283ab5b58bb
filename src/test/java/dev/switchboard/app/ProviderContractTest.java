package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What every provider must do, whatever its dialect: answer, end, fail by name, keep its secret,
 * and stop when nobody listens any more.
 */
@ParameterizedClass
@EnumSource(Family.class)
class ProviderContractTest {
  private static final String CREDENTIAL = "test-credential-1234";
  private static final String TEXT = "Grüße, 你好 \"quoted\" \\ line\nnext";

  private final Family family;
  @TempDir Path folder;
  private FakeUpstream upstream;
  private RunningGateway gateway;

  ProviderContractTest(Family family) {
    this.family = family;
  }

  @BeforeEach
  void start() {
    upstream = FakeUpstream.start();
    gateway =
        RunningGateway.start(
            folder,
            "resilience: {circuit: {failures: 0}}\nproviders:\n"
                + family.provider(
                    "mock",
                    upstream.uri("").toString(),
                    "retries: 0, timeouts: {connect: 2s, first_event: 1s, between_events: 2s,"
                        + " total: 10s}"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private HttpResponse<String> ask(boolean stream) {
    return Ingress.OPENAI.ask(gateway, "mock/" + family.model("m"), stream);
  }

  @Test
  void answersWholeAndSaysWhoDid() {
    upstream.enqueue(family.whole(TEXT));
    HttpResponse<String> answer = ask(false);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode choice = Json.parse(answer.body()).at("/choices/0");
    assertThat(choice.at("/message/content").asString()).isEqualTo(TEXT);
    assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
    assertThat(answer.headers().firstValue("x-opper-served-provider")).contains("mock");
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void streamsTheSameAndEnds() {
    upstream.enqueue(family.stream(TEXT));
    HttpResponse<String> answer = ask(true);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Ingress.OPENAI.text(answer.body())).isEqualTo(TEXT);
    assertThat(Ingress.OPENAI.endsWell(answer.body())).as(answer.body()).isTrue();
  }

  @Test
  void readsAStreamThatComesByteByByte() {
    byte[] bytes =
        bytes(family.start() + family.delta(TEXT) + family.finish() + family.terminator());
    Script script = family.head();
    for (byte b : bytes) {
      script = script.chunk(new byte[] {b});
    }
    upstream.enqueue(script.end());
    HttpResponse<String> answer = ask(true);
    assertThat(Ingress.OPENAI.text(answer.body())).as(answer.body()).isEqualTo(TEXT);
    assertThat(Ingress.OPENAI.endsWell(answer.body())).isTrue();
  }

  /** As the scripts send text: a binary dialect's fixtures hold one byte in each character. */
  private byte[] bytes(String text) {
    return text.getBytes(
        family == Family.BEDROCK ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  @Test
  void readsAnAnswerThatIsCompressed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(family.wholeBody(TEXT).getBytes(StandardCharsets.UTF_8));
    }
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .body(packed.toByteArray()));
    HttpResponse<String> answer = ask(false);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).at("/choices/0/message/content").asString())
        .isEqualTo(TEXT);
  }

  /** The caller's own key is in order, so a refused credential of ours is no 401 of the caller. */
  @ParameterizedTest
  @CsvSource({
    "401, 502, provider_auth",
    "403, 502, provider_auth",
    "429, 429, rate_limited",
    "500, 502, provider_failed",
    "503, 503, overloaded"
  })
  void failsByName(int upstreamStatus, int status, String code) {
    for (boolean stream : new boolean[] {false, true}) {
      upstream.enqueue(
          Script.json(upstreamStatus, family.error(upstreamStatus, "no " + CREDENTIAL)));
      HttpResponse<String> answer =
          Ingress.NATIVE.ask(gateway, "mock/" + family.model("m"), stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(Json.parse(answer.body()).at("/error/code").asString()).isEqualTo(code);
      assertThat(answer.body() + answer.headers().map()).doesNotContain(CREDENTIAL);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void saysHowLongToWaitWhereTheProviderDoes(int status) {
    upstream.enqueue(
        Script.status(status)
            .header("Content-Type", "application/json")
            .header("Retry-After", "17")
            .body(family.error(status, "slow down")));
    HttpResponse<String> answer = ask(false);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValueAsLong("retry-after")).hasValue(17);
  }

  @Test
  void takesNothingForAnAnswerThatIsNone() {
    List<Script> nothings =
        List.of(
            Script.status(200).header("Content-Type", "text/html").body("<html>login</html>"),
            Script.json(200, ""),
            Script.json(200, "{}"),
            Script.json(200, "[]"),
            Script.json(200, "null"),
            Script.json(200, family.wholeBody(TEXT).substring(0, 30)),
            Script.json(200, family.wholeWithoutReason(TEXT)));
    for (Script nothing : nothings) {
      upstream.enqueue(nothing);
      HttpResponse<String> answer = ask(false);
      assertThat(answer.statusCode()).as(nothing + " became " + answer.body()).isEqualTo(502);
    }
  }

  @Test
  void presentsNoStreamAsWholeThatBreaksOffAnywhere() {
    List<String> parts = List.of(family.start() + family.delta("Half"), family.finish());
    List<Script> broken = new ArrayList<>();
    broken.add(family.begun("Half").cut());
    broken.add(family.begun("Half").end());
    byte[] end = bytes(parts.get(1));
    broken.add(family.begun("Half").chunk(Arrays.copyOf(end, end.length / 2)).cut());
    broken.add(family.chunk(family.begun("Half"), family.errorEvent()).end());
    for (Script script : broken) {
      upstream.enqueue(script);
      HttpResponse<String> answer = ask(true);
      assertThat(Ingress.OPENAI.endsInError(answer.body())).as(answer.body()).isTrue();
    }
  }

  @Test
  void isToldWhenTheCallerLeaves() throws Exception {
    upstream.enqueue(family.begun("Half").hang());
    HttpRequest request =
        HttpRequest.newBuilder(gateway.uri("/v3/compat/chat/completions"))
            .header("Authorization", "Bearer " + gateway.key())
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"mock/%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .formatted(family.model("m"))))
            .build();
    try (HttpClient caller = HttpClient.newHttpClient()) {
      try (InputStream answer =
          caller.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
        assertThat(answer.read()).isEqualTo('d');
      }
      assertThat(upstream.awaitDeparture(Duration.ofSeconds(5))).isPresent();
    }
  }

  @Test
  void isNotWaitedForWithoutEnd() {
    upstream.enqueue(Script.silence());
    HttpResponse<String> answer = ask(false);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void hasItsCredentialInAHeaderAlone() {
    upstream.enqueue(family.whole(TEXT));
    ask(false);
    FakeUpstream.Received sent = upstream.requests().getFirst();
    assertThat(sent.target() + sent.body()).doesNotContain(CREDENTIAL);
    assertThat(sent.headers().firstOr("authorization", "")).doesNotContain(gateway.key());
  }

  @Test
  void leavesARecordOfWhatItDid() {
    upstream.enqueue(family.whole(TEXT));
    JsonNode spans = gateway.traceOf(ask(false)).path("spans");
    assertThat(spans.toString()).contains("\"mock\"").doesNotContain(CREDENTIAL);
    upstream.enqueue(Script.json(500, family.error(500, "oops")));
    ask(false);
    JsonNode failed = Json.parse(gateway.get("/v3/traces?status=failed").body()).path("data");
    assertThat(failed).hasSize(1);
  }
}
