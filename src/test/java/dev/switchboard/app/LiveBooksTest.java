package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import dev.switchboard.provider.VoiceUpstream;
import dev.switchboard.provider.VoiceUpstream.Peer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who pays for sessions of models that Gemini holds, and who may have none. */
class LiveBooksTest {
  private static final String LIVE =
      "/v3/compat/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
  private static final String MODEL = "mock/gemini-live-2.5-flash";
  private static final String CALL =
      "{\"toolCall\":{\"functionCalls\":[{\"id\":\"c1\",\"name\":\"get_tide\",\"args\":{}}]}}";
  private static final String FIRST = usage("", 5, 2);
  private static final String SECOND = usage("\"serverContent\":{\"turnComplete\":true},", 7, 3);

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

  private static String usage(String more, int in, int out) {
    return "{%s\"usageMetadata\":{\"promptTokenCount\":%d,\"responseTokenCount\":%d,\"totalTokenCount\":%d}}"
        .formatted(more, in, out, in + out);
  }

  private RunningGateway gateway(String more) {
    upstream.with(peer -> peer.say("{\"setupComplete\":{}}"));
    RunningGateway started =
        RunningGateway.start(
            folder,
            "providers:\n  mock: {kind: gcp, base_url: \"%s\", api_key: \"test-credential-1234\"}\n"
                    .formatted(upstream.address("/v1beta"))
                + more);
    running = started;
    return started;
  }

  private VoiceCaller call(RunningGateway gateway, String key) {
    VoiceCaller caller = VoiceCaller.of(gateway, client, LIVE, key);
    caller.sendText("{\"setup\":{\"model\":\"models/" + MODEL + "\"}}");
    return caller;
  }

  /** Input and output tokens of the attempts of the session, once all of them are on record. */
  private static List<String> counts(RunningGateway gateway) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      JsonNode traces = Json.parse(gateway.get("/v3/traces?limit=5").body()).path("data");
      if (traces.size() == 1) {
        String id = traces.path(0).path("id").asString();
        return Json.parse(gateway.get("/v3/traces/" + id).body())
            .at("/data/spans")
            .valueStream()
            .filter(span -> span.path("type").asString().equals("attempt"))
            .map(span -> span.at("/meta/usage"))
            .map(usage ->
                usage.path("source").asString().equals("unknown")
                    ? "unknown"
                    : usage.path("input_tokens").asString()
                        + " "
                        + usage.path("output_tokens").asString())
            .toList();
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("no record of the session");
  }

  private List<String> countsOver(String path, String start, String... frames) {
    RunningGateway gateway = gateway("");
    VoiceCaller caller = VoiceCaller.of(gateway, client, path);
    caller.sendText(start);
    caller.next();
    Peer peer = upstream.peer();
    peer.say(frames);
    peer.say("{\"goAway\":{\"timeLeft\":\"1s\"}}");
    JsonNode last = caller.next();
    while (!last.has("goAway") && !last.path("type").asString("").equals("session.ending")) {
      last = caller.next();
    }
    caller.close();
    return counts(gateway);
  }

  private List<String> countsOf(String... frames) {
    return countsOver(LIVE, "{\"setup\":{\"model\":\"models/" + MODEL + "\"}}", frames);
  }

  @Test
  void countsATurnWithAToolWhereItsUsageComesInALaterFrame() {
    assertThat(countsOf(CALL, FIRST, SECOND)).containsExactlyInAnyOrder("5 2", "7 3");
  }

  @Test
  void countsItWhereItsUsageComesWithTheEndOfTheTurn() {
    assertThat(
            countsOf(CALL, FIRST.replace("{\"u", "{\"serverContent\":{\"turnComplete\":true},\"u")))
        .containsExactly("5 2");
  }

  @Test
  void countsItOnceWhereItsUsageComesAtOnce() {
    assertThat(countsOf(CALL.substring(0, CALL.length() - 1) + "," + FIRST.substring(1), SECOND))
        .containsExactlyInAnyOrder("5 2", "7 3");
  }

  @Test
  void saysOfATurnThatNobodyCountsThatItIsNotKnown() {
    assertThat(
            countsOf(
                CALL,
                "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"text\":\"Low\"}]}}}",
                SECOND))
        .containsExactlyInAnyOrder("unknown", "7 3");
  }

  @Test
  void countsAnAnswerWhoseUsageFollowsItsEnd() {
    String end =
        "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"text\":\"Low\"}]},\"turnComplete\":true}}";
    assertThat(countsOf(end, FIRST, end, usage("", 9, 4))).containsExactlyInAnyOrder("5 2", "9 4");
  }

  @Test
  void countsALateUsageForCallersOfAnotherDialect() {
    assertThat(
            countsOver(
                "/v3/realtime?model=" + MODEL.replace("/", "%2F"),
                "{\"type\":\"session.start\"}",
                CALL,
                FIRST,
                SECOND))
        .containsExactlyInAnyOrder("5 2", "7 3");
  }

  @Test
  void tellsItsCallerALateUsageInAnEventOfItsOwn() {
    RunningGateway gateway = gateway("");
    try (VoiceCaller caller =
        VoiceCaller.of(gateway, client, "/v3/realtime?model=" + MODEL.replace("/", "%2F"))) {
      caller.sendText("{\"type\":\"session.start\"}");
      caller.next();
      upstream.peer().say(CALL, FIRST);
      JsonNode completed = caller.until("response.completed").getLast();
      assertThat(completed.path("usage").isNull()).as("%s", completed).isTrue();
      JsonNode counted = caller.until("response.counted").getLast();
      assertThat(counted.path("response_id")).isEqualTo(completed.path("response_id"));
      assertThat(counted.at("/usage/input_tokens").asInt()).isEqualTo(5);
      assertThat(counted.at("/usage/output_tokens").asInt()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "budget", "requests", "concurrent"})
  void asksNoProviderForASessionThatMayNotBe(String why) {
    RunningGateway gateway =
        gateway(
            switch (why) {
              case "requests" -> "rate_limits:\n  mine: {each: key, requests: 1, per: 1h}\n";
              case "concurrent" -> "rate_limits:\n  mine: {each: key, concurrent: 1}\n";
              default -> "";
            });
    String allowed = why.equals("model") ? ",\"allowed_models\":[\"sandbox/echo\"]" : "";
    JsonNode key = gateway.managed("/keys", "{\"name\":\"k\"" + allowed + "}");
    int before = 0;
    if (why.equals("budget")) {
      assertThat(
              gateway
                  .managed(
                      "/budgets",
                      "{\"project\":\"default\",\"key\":\""
                          + key.path("id").asString()
                          + "\",\"period\":\"total\",\"limit_usd\":0.01}")
                  .has("id"))
          .isTrue();
    } else if (!why.equals("model")) {
      assertThat(call(gateway, key.path("key").asString()).next().has("setupComplete")).isTrue();
      before = 1;
    }

    JsonNode closed = call(gateway, key.path("key").asString()).next();

    assertThat(closed.path("code").asInt()).as("%s", closed).isEqualTo(1008);
    assertThat(closed.path("reason").asString()).isNotEmpty();
    assertThat(upstream.asked()).isEqualTo(before);
  }
}
