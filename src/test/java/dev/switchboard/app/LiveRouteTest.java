package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import dev.switchboard.provider.VoiceUpstream;
import dev.switchboard.provider.VoiceUpstream.Peer;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Gemini's voice sessions in front of every kind of model. */
class LiveRouteTest {
  private static final String PATH =
      "/v3/compat//ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
  private static final String CREATED =
      "{\"type\":\"session.created\",\"event_id\":\"e1\",\"session\":{\"type\":\"realtime\",\"id\":\"sess_1\",\"model\":\"gpt-realtime\"}}";
  private static final String UPDATED =
      "{\"type\":\"session.updated\",\"event_id\":\"e2\",\"session\":{\"type\":\"realtime\"}}";
  private static final String DONE =
      "{\"type\":\"response.done\",\"event_id\":\"e9\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],"
          + "\"usage\":{\"total_tokens\":250,\"input_tokens\":150,\"output_tokens\":100,\"input_token_details\":{\"text_tokens\":60,"
          + "\"audio_tokens\":90},\"output_token_details\":{\"text_tokens\":20,\"audio_tokens\":80}}}}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final VoiceUpstream upstream = new VoiceUpstream();
  private @Nullable RunningGateway running;

  @TempDir Path folder;

  @AfterEach
  void stop() {
    client.shutdownNow();
    if (running != null) {
      running.close();
    }
    upstream.close();
  }

  private RunningGateway gateway(String yaml) {
    RunningGateway started = RunningGateway.start(folder, yaml);
    running = started;
    return started;
  }

  private RunningGateway openAi() {
    upstream.with(peer -> peer.say(CREATED, UPDATED));
    return gateway(
        "providers:\n  mock: {kind: openai, base_url: \"%s\", api_key: \"test-credential-1234\"}\n"
            .formatted(upstream.address("/v1")));
  }

  private RunningGateway gemini() {
    upstream.with(peer -> peer.say("{\"setupComplete\":{}}"));
    return gateway(
        "providers:\n  mock: {kind: gcp, base_url: \"%s\", api_key: \"test-credential-1234\"}\n"
            .formatted(upstream.address("/v1beta")));
  }

  private VoiceCaller call(RunningGateway gateway, String setup) {
    VoiceCaller caller = VoiceCaller.of(gateway, client, PATH);
    caller.sendText("{\"setup\":" + setup + "}");
    return caller;
  }

  private static String setup(String model) {
    return "{\"model\":\"models/%s\",\"generation_config\":{\"response_modalities\":[\"AUDIO\"]}}"
        .formatted(model);
  }

  private static JsonNode next(VoiceCaller caller, String field) {
    JsonNode frame = caller.next();
    assertThat(frame.has(field)).as("%s in %s", field, frame).isTrue();
    return frame.path(field);
  }

  /** The attempts of the one session of this gateway, once its record is there. */
  private static List<JsonNode> attempts(RunningGateway gateway) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      JsonNode traces = Json.parse(gateway.get("/v3/traces?name=live").body()).path("data");
      if (traces.size() == 1) {
        String id = traces.path(0).path("id").asString();
        JsonNode trace = Json.parse(gateway.get("/v3/traces/" + id).body()).path("data");
        return trace
            .path("spans")
            .valueStream()
            .filter(span -> span.path("type").asString().equals("attempt"))
            .map(span -> span.path("meta"))
            .toList();
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("no record of the session");
  }

  @Test
  void holdsASessionWithAModelThatOpenAiHolds() {
    RunningGateway gateway = openAi();
    VoiceCaller caller = call(gateway, setup("mock/gpt-realtime"));
    Peer peer = upstream.peer();
    assertThat(peer.hear("session.update").at("/session/type").asString()).isEqualTo("realtime");
    assertThat(next(caller, "setupComplete").path("sessionId").asString()).isEqualTo("sess_1");

    caller.sendText(
        "{\"client_content\":{\"turns\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}],\"turn_complete\":true}}");

    assertThat(peer.hear("conversation.item.create").at("/item/content/0/text").asString())
        .isEqualTo("Hello");
    peer.hear("response.create");
    peer.say(
        "{\"type\":\"response.created\",\"event_id\":\"e3\",\"response\":{\"id\":\"resp_1\"}}",
        "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"AAEC\"}",
        DONE);
    assertThat(
            next(caller, "serverContent").at("/modelTurn/parts/0/inlineData/mimeType").asString())
        .isEqualTo("audio/pcm;rate=24000");
    assertThat(next(caller, "serverContent").path("generationComplete").asBoolean()).isTrue();
    JsonNode end = caller.next();
    assertThat(end.at("/serverContent/turnComplete").asBoolean()).isTrue();
    assertThat(end.at("/usageMetadata/responseTokenCount").asInt()).isEqualTo(100);
    caller.close();
    List<JsonNode> attempts = attempts(gateway);
    // What OpenAI's list says of each class.
    assertThat(attempts)
        .extracting(attempt -> attempt.path("cost").decimalValue().stripTrailingZeros())
        .containsExactly(new BigDecimal("0.00856"));
  }

  @Test
  void passesFramesThroughToAModelThatGeminiHolds() {
    RunningGateway gateway = gemini();
    VoiceCaller caller =
        call(gateway, "{\"brandNew\":1.0,\"model\":\"models/mock/gemini-live-2.5-flash\"}");
    Peer peer = upstream.peer();

    assertThat(peer.hear().toString())
        .isEqualTo("{\"setup\":{\"brandNew\":1.0,\"model\":\"models/gemini-live-2.5-flash\"}}");
    assertThat(caller.next().toString()).isEqualTo("{\"setupComplete\":{}}");
    caller.sendText("{\"realtime_input\":{\"text\":\"Hi\"}}");
    assertThat(peer.hear().toString()).isEqualTo("{\"realtime_input\":{\"text\":\"Hi\"}}");
    String answer =
        "{\"serverContent\":{\"turnComplete\":true},\"someDay\":[1.0],\"usageMetadata\":{\"promptTokenCount\":5,\"responseTokenCount\":2,\"totalTokenCount\":7}}";
    peer.say(answer);
    assertThat(caller.next().toString()).isEqualTo(answer);
    caller.close();
    assertThat(attempts(gateway))
        .filteredOn(attempt -> attempt.at("/usage/output_tokens").asInt() == 2)
        .hasSize(1)
        .allMatch(attempt -> attempt.path("passed_through").asBoolean());
  }

  @Test
  void holdsASessionWithAModelThatKnowsNothingOfSound() {
    VoiceCaller caller =
        call(
            gateway(""),
            "{\"model\":\"models/sandbox/echo\",\"generationConfig\":{\"responseModalities\":[\"TEXT\"]}}");
    next(caller, "setupComplete");

    caller.sendText(
        "{\"clientContent\":{\"turns\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}],\"turnComplete\":true}}");

    StringBuilder text = new StringBuilder();
    JsonNode frame = caller.next();
    while (!frame.at("/serverContent/turnComplete").asBoolean(false)) {
      text.append(frame.at("/serverContent/modelTurn/parts/0/text").asString(""));
      frame = caller.next();
    }
    assertThat(text.toString()).contains("Hello");
    caller.close();
  }

  @Test
  void countsASessionThatTheProviderBreaksOffOnce() {
    RunningGateway gateway = openAi();
    VoiceCaller caller = call(gateway, setup("mock/gpt-realtime"));
    next(caller, "setupComplete");
    Peer peer = upstream.peer();
    peer.say(
        "{\"type\":\"response.created\",\"event_id\":\"e3\",\"response\":{\"id\":\"resp_1\"}}",
        "{\"type\":\"response.output_text.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"Eight of\"}");
    next(caller, "serverContent");
    peer.socket().close(1011, "broken");

    caller.until("closed");
    assertThat(attempts(gateway))
        .filteredOn(attempt -> attempt.at("/usage/output_tokens").asInt() == 2)
        .hasSize(1)
        .allMatch(attempt -> attempt.at("/usage/source").asString().equals("estimated"));
  }

  @Test
  void closesWithAReasonWhatCannotBegin() {
    RunningGateway gateway = gateway("");
    VoiceCaller unknown = call(gateway, setup("nobody/nothing"));
    JsonNode closed = unknown.next();
    assertThat(closed.path("code").asInt()).isEqualTo(1007);
    assertThat(closed.path("reason").asString()).contains("nobody/nothing");

    VoiceCaller early = VoiceCaller.of(gateway, client, PATH);
    early.sendText("{\"realtimeInput\":{\"text\":\"Hi\"}}");
    assertThat(early.next().path("reason").asString()).contains("/setup: missing");
  }

  @Test
  void asksForAKeyBeforeItAnswersTheHandshake() {
    RunningGateway gateway = gateway("");
    assertThatThrownBy(() -> VoiceCaller.ofBrowser(gateway, client, PATH + "?key=sk-sb-wrong", "x"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    VoiceCaller caller =
        VoiceCaller.ofBrowser(
            gateway, client, PATH.replace("v1beta", "v1") + "?key=" + gateway.key(), "x");
    caller.sendText("{\"setup\":" + setup("sandbox/echo") + "}");
    next(caller, "setupComplete");
    caller.close();
  }

  @Test
  void saysWhyTheProviderDidNotOpenASession() {
    RunningGateway gateway = openAi();
    upstream.refusing(429, "{\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\"}}");

    JsonNode closed = call(gateway, setup("mock/gpt-realtime")).next();

    assertThat(closed.path("code").asInt()).as("%s", closed).isEqualTo(1008);
    assertThat(closed.path("reason").asString()).contains("rate limit");
  }
}
