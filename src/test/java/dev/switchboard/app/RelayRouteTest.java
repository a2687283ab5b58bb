package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import dev.switchboard.provider.VoiceUpstream;
import dev.switchboard.provider.VoiceUpstream.Peer;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sessions that a provider holds: who holds them, what may be said in them, and what they cost. */
class RelayRouteTest {
  private static final String CREATED =
      "{\"type\":\"session.created\",\"event_id\":\"e1\",\"session\":{\"type\":\"realtime\",\"id\":\"sess_1\",\"model\":\"gpt-realtime\"}}";
  private static final String UPDATED =
      "{\"type\":\"session.updated\",\"event_id\":\"e2\",\"session\":{\"type\":\"realtime\"}}";
  private static final String BEGUN =
      "{\"type\":\"response.created\",\"event_id\":\"e3\",\"response\":{\"id\":\"resp_1\"}}";
  private static final String CALLED =
      "{\"type\":\"response.output_item.done\",\"event_id\":\"e4\",\"response_id\":\"resp_1\",\"output_index\":0,\"item\":{\"id\":\"item_1\","
          + "\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"get_menu\",\"arguments\":\"{}\"}}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final VoiceUpstream upstream = new VoiceUpstream();
  private final VoiceUpstream other = new VoiceUpstream();
  private @Nullable RunningGateway running;

  @TempDir Path folder;

  @AfterEach
  void stop() {
    client.shutdownNow();
    if (running != null) {
      running.close();
    }
    upstream.close();
    other.close();
  }

  private static String done(String id) {
    return "{\"type\":\"response.done\",\"event_id\":\"e9\",\"response\":{\"id\":\"%s\",\"status\":\"completed\",\"output\":[],"
            .formatted(id)
        + "\"usage\":{\"total_tokens\":250,\"input_tokens\":150,\"output_tokens\":100,\"input_token_details\":{\"text_tokens\":60,"
        + "\"audio_tokens\":90},\"output_token_details\":{\"text_tokens\":20,\"audio_tokens\":80}}}}";
  }

  private RunningGateway gateway(String models) {
    upstream.with(peer -> peer.say(CREATED, UPDATED));
    RunningGateway started =
        RunningGateway.start(
            folder,
            """
            providers:
              mock: {kind: openai, base_url: "%s", api_key: "test-credential-1234"}
              spare: {kind: openai, base_url: "%s", api_key: "test-credential-1234"}
              gone: {kind: openai, base_url: "http://127.0.0.1:%d/v1", api_key: "test-credential-1234"}
            models:
              usual: mock/gpt-realtime
            %s
            """
                .formatted(upstream.address("/v1"), other.address("/v1"), unused(), models));
    running = started;
    return started;
  }

  private static int unused() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private VoiceCaller start(RunningGateway gateway, ObjectNode config) {
    VoiceCaller caller = VoiceCaller.of(gateway, client, "/v3/realtime");
    ObjectNode start = Json.object().put("type", "session.start");
    start.set("config", config);
    caller.send(start);
    return caller;
  }

  private static ObjectNode with(String model) {
    ObjectNode config = Json.object().put("model", model);
    config.putArray("tools").addObject().put("name", "get_menu");
    return config;
  }

  private static ObjectNode text(String words) {
    return Json.object().put("type", "text.input").put("text", words);
  }

  /** All attempts on record, once the session's own is there. */
  private static List<JsonNode> attempts(RunningGateway gateway) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      JsonNode traces = Json.parse(gateway.get("/v3/traces?name=realtime").body()).path("data");
      if (!traces.isEmpty()) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode one : traces) {
          String id = one.path("id").asString();
          Json.parse(gateway.get("/v3/traces/" + id).body())
              .at("/data/spans")
              .valueStream()
              .filter(span -> span.path("type").asString().equals("attempt"))
              .forEach(found::add);
        }
        return found;
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("no record of the session");
  }

  private static @Nullable BigDecimal cost(JsonNode attempt) {
    JsonNode cost = attempt.at("/meta/cost");
    return cost.isNumber() ? cost.decimalValue().stripTrailingZeros() : null;
  }

  @Test
  void takesTheResultOfAToolAndAsksForTheAnswerAfterTheOneUnderWay() {
    VoiceCaller caller = start(gateway(""), with("usual"));
    caller.until("session.started");
    Peer peer = upstream.peer();
    peer.hear("session.update");
    caller.send(text("What does the menu say?"));
    peer.hear("conversation.item.create");
    peer.hear("response.create");
    peer.say(BEGUN, CALLED);
    caller.until("tool.call");

    ObjectNode result = Json.object().put("type", "tool.result").put("tool_call_id", "call_1");
    caller.send(result.put("tool_result", "margherita"));

    assertThat(peer.hear("conversation.item.create").at("/item/output").asString())
        .isEqualTo("margherita");
    peer.say(done("resp_1"));
    peer.hear("response.create");
    caller.send(result);
    assertThat(caller.until("error").getLast().at("/error/message").asString())
        .contains("tool_call_id");
    caller.close();
  }

  @Test
  void pricesWhatWasWrittenDownAtThePriceOfWhoWroteIt() {
    RunningGateway gateway = gateway("");
    VoiceCaller caller = start(gateway, with("usual"));
    caller.until("session.started");
    upstream
        .peer()
        .say(
            "{\"type\":\"conversation.item.input_audio_transcription.completed\",\"event_id\":\"e\",\"item_id\":\"i\",\"content_index\":0,\"transcript\":\"Hi\","
                + "\"usage\":{\"type\":\"tokens\",\"total_tokens\":30,\"input_tokens\":20,\"output_tokens\":10,\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":20}}}");
    caller.until("transcript.committed");
    caller.close();

    // 20 tokens of sound at 3 USD and 10 of text at 5 USD a million, for gpt-4o-mini-transcribe.
    assertThat(attempts(gateway))
        .filteredOn(attempt -> attempt.path("name").asString().contains("transcribe"))
        .extracting(RelayRouteTest::cost)
        .containsExactly(new BigDecimal("0.00011"));
  }

  @Test
  void knowsNoPriceOfATranscriptThatNobodyNames() {
    RunningGateway gateway = gateway("");
    VoiceCaller caller =
        VoiceCaller.of(gateway, client, "/v3/compat/realtime?model=mock%2Fgpt-realtime");
    caller.until("session.created");
    upstream
        .peer()
        .say(
            "{\"type\":\"conversation.item.input_audio_transcription.completed\",\"event_id\":\"e\",\"item_id\":\"i\",\"content_index\":0,\"transcript\":\"Hi\","
                + "\"usage\":{\"type\":\"duration\",\"seconds\":2}}");
    caller.until("conversation.item.input_audio_transcription.completed");
    caller.close();

    assertThat(attempts(gateway))
        .hasSize(1)
        .allMatch(attempt -> cost(attempt) == null)
        .allMatch(attempt -> !attempt.path("name").asString().contains("gpt-realtime"));
  }

  @Test
  void fallsBackToTheNextTargetBeforeASessionBegins() {
    RunningGateway gateway =
        gateway("  chain: {targets: [gone/gpt-realtime, spare/gpt-realtime, mock/gpt-realtime]}");
    other.refusing(401, "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}");
    VoiceCaller caller = start(gateway, with("chain"));
    caller.until("session.started");
    caller.send(text("Hello"));
    Peer peer = upstream.peer();
    peer.hear("session.update");
    peer.hear("conversation.item.create");
    peer.hear("response.create");
    peer.say(BEGUN, done("resp_1"));
    caller.until("response.completed");
    caller.close();

    assertThat(attempts(gateway))
        .extracting(
            attempt -> attempt.path("name").asString() + " " + attempt.path("error").asString(""))
        .containsExactlyInAnyOrder(
            "gone/gpt-realtime provider_failed",
            "spare/gpt-realtime provider_auth",
            "mock/gpt-realtime ");
  }

  @Test
  void fallsBackToAModelThatIsAskedTurnByTurn() {
    RunningGateway gateway = gateway("  chain: {targets: [spare/gpt-realtime, sandbox/echo]}");
    other.refusing(429, "{\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\"}}");
    ObjectNode config = Json.object().put("model", "chain").put("output", "text");
    VoiceCaller caller = start(gateway, config);
    caller.until("session.started");
    caller.send(text("Hello"));
    List<JsonNode> turn = caller.until("response.completed");

    assertThat(turn)
        .anyMatch(event -> event.path("delta").asString("").contains("Hello"))
        .last()
        .matches(event -> event.path("status").asString().equals("completed"));
    caller.close();
  }

  @Test
  void saysOfAllTargetsWhyNoneHoldsTheSession() {
    RunningGateway gateway = gateway("  chain: {targets: [gone/gpt-realtime, spare/gpt-realtime]}");
    other.refusing(429, "{\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\"}}");
    VoiceCaller caller = VoiceCaller.of(gateway, client, "/v3/compat/realtime?model=chain");

    JsonNode error = caller.until("error").getLast();

    assertThat(error.at("/error/code").asString()).isEqualTo("rate_limited");
    assertThat(caller.next().path("code").asInt()).isEqualTo(1013);
  }

  private void budget(RunningGateway gateway, String usd) throws Exception {
    assertThat(
            gateway
                .managed(
                    "/budgets",
                    "{\"project\":\"default\",\"period\":\"total\",\"limit_usd\":%s}"
                        .formatted(usd))
                .has("id"))
        .isTrue();
  }

  @Test
  void holdsASessionWithinABudgetThatHasNoCeiling() throws Exception {
    RunningGateway gateway = gateway("");
    budget(gateway, "10");
    VoiceCaller caller = start(gateway, with("usual"));
    caller.until("session.started");
    Peer peer = upstream.peer();
    peer.say(BEGUN, done("resp_1"), BEGUN.replace("resp_1", "resp_2"), done("resp_2"));

    caller.until("response.completed");
    caller.until("response.completed");
    caller.close();
    assertThat(attempts(gateway)).hasSize(2);
  }

  @Test
  void opensNoSessionWhoseFirstAnswerCouldNotBePaid() throws Exception {
    RunningGateway gateway = gateway("");
    budget(gateway, "1");

    assertThatThrownBy(
            () -> VoiceCaller.of(gateway, client, "/v3/compat/realtime?model=mock%2Fgpt-realtime"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(402));
  }

  @Test
  void setsASessionToWhatItsClientSecretSaysWhereFramesGoThrough() {
    RunningGateway gateway = gateway("");
    upstream.with(peer -> peer.say(CREATED));
    ObjectNode body = Json.object();
    body.putObject("session")
        .put("type", "realtime")
        .put("model", "mock/gpt-realtime")
        .put("instructions", "Be brief.");
    JsonNode secret =
        Json.parse(gateway.post("/v3/compat/realtime/client_secrets", Json.text(body)).body());
    Thread.startVirtualThread(() -> {
      Peer peer = upstream.peer();
      assertThat(peer.hear("session.update").path("session").toString())
          .isEqualTo("{\"type\":\"realtime\",\"instructions\":\"Be brief.\"}");
      peer.say(UPDATED.replace("realtime\"}", "realtime\",\"model\":\"gpt-realtime\"}"));
    });
    VoiceCaller caller =
        VoiceCaller.ofBrowser(
            gateway,
            client,
            "/v3/compat/realtime",
            "realtime",
            "openai-insecure-api-key." + secret.path("value").asString());

    JsonNode created = caller.next();
    assertThat(created.path("type").asString()).isEqualTo("session.created");
    assertThat(created.at("/session/model").asString()).isEqualTo("mock/gpt-realtime");
    caller.close();
  }

  @Test
  void chargesAResponseThatItsKeyMayNotHaveAnyMore() throws Exception {
    RunningGateway gateway = gateway("");
    JsonNode made = gateway.managed("/keys", "{\"name\":\"second\"}");
    VoiceCaller caller =
        VoiceCaller.ofBrowser(
            gateway,
            client,
            "/v3/compat/realtime?model=mock%2Fgpt-realtime",
            "realtime",
            "openai-insecure-api-key." + made.path("key").asString());
    caller.until("session.created");
    Peer peer = upstream.peer();
    gateway.managed("/keys/" + made.path("id").asString() + "/revoke", "");

    peer.say(BEGUN);
    caller.until("error");
    assertThat(caller.next().path("code").asInt()).isEqualTo(1008);
    peer.hear("response.cancel");
    peer.say(done("resp_1"));

    assertThat(attempts(gateway))
        .as("%s", attempts(gateway))
        .extracting(RelayRouteTest::cost)
        .containsExactly(new BigDecimal("0.00856"));
  }
}
