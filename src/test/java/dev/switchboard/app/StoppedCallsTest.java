package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are still under way when a gateway that stops waits for them no longer. */
class StoppedCallsTest {
  private static final Pattern TRACE = Pattern.compile("(?i)x-opper-trace-id: (\\w+)");
  private static final String WHY = "the gateway has stopped before the end of the answer";
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final FakeUpstream upstream = FakeUpstream.start();

  private static String config(Family family, FakeUpstream upstream) {
    return "providers:\n"
        + family.provider("slow", upstream.uri("").toString(), "retries: 2")
        + family.provider("next", upstream.uri("").toString(), "retries: 2")
        + "models:\n  m: {targets: [slow/%s, next/%s]}\n"
            .formatted(family.model("a"), family.model("b"));
  }

  private static String trace(String answer) {
    Matcher matcher = TRACE.matcher(answer);
    assertThat(matcher.find()).as("a trace in %s", answer).isTrue();
    return matcher.group(1);
  }

  private static void assertStopped(RunningGateway gateway, String answer) {
    String trace = gateway.get("/v3/traces/" + trace(answer)).body();
    assertThat(trace).contains("overloaded: " + WHY).doesNotContain("caller");
  }

  private static RawCall begin(RunningGateway gateway, Ingress ingress, boolean stream)
      throws IOException {
    Ingress.Request request = ingress.request("m", "hi", stream);
    return RawCall.post(gateway, request.path(), request.body());
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void endInTheErrorOfTheirDialectAndFailedOnRecord(Family family) throws Exception {
    try (upstream) {
      upstream.otherwise(request ->
          request.body().contains("\"stream\":true") || request.target().contains("tream")
              ? family.at(request.target()).begun("Half").hang()
              : Script.silence());
      RunningGateway gateway = RunningGateway.start(folder, config(family, upstream));
      List<RawCall> streams = new ArrayList<>();
      List<RawCall> whole = new ArrayList<>();
      List<String> begun = new ArrayList<>();
      List<Ingress> ingresses = List.of(Ingress.values());
      for (Ingress ingress : ingresses) {
        streams.add(begin(gateway, ingress, true));
        begun.add(streams.getLast().until("Half"));
        whole.add(begin(gateway, ingress, false));
      }
      for (int i = 0; i < 2 * ingresses.size(); i++) {
        assertThat(upstream.takeRequest()).isNotNull();
      }
      gateway.close(Duration.ZERO);
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < streams.size(); i++) {
        Ingress ingress = ingresses.get(i);
        String stream = begun.get(i) + streams.get(i).rest();
        assertThat(ingress.endsInError(stream)).as("%s: %s", ingress, stream).isTrue();
        assertThat(stream).as("%s", ingress).contains(WHY).endsWith("\r\n0\r\n\r\n");
        answers.add(stream);
        String answer = whole.get(i).rest();
        assertThat(answer).as("%s", ingress).matches("(?s)HTTP/1.1 5(03|29) .*").contains(WHY);
        answers.add(answer);
      }
      assertThat(upstream.requests()).as("nobody is asked in its place").hasSize(answers.size());
      try (RunningGateway again = gateway.again(folder, config(family, upstream))) {
        answers.forEach(answer -> assertStopped(again, answer));
        assertThat(again.managed("/ledger/verify").path("agrees").asBoolean()).isTrue();
      }
    }
  }

  /** A sound has no place for an error: that its body does not end is what tells it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endInAnErrorOrBreakOffWhereTheyAreSound(boolean events) throws Exception {
    try (upstream) {
      String config = config(Family.OPENAI, upstream).replace("/a,", "/tts-1,");
      String delta = "data: {\"type\":\"speech.audio.delta\",\"audio\":\"SGFsZg==\"}\n\n";
      upstream.otherwise(_ ->
          Script.status(200)
              .header("Content-Type", events ? "text/event-stream" : "audio/mpeg")
              .chunked()
              .chunk(events ? delta : "Half")
              .hang());
      RunningGateway gateway = RunningGateway.start(folder, config);
      String format = events ? ",\"stream_format\":\"sse\"" : "";
      String body = "{\"model\":\"slow/tts-1\",\"voice\":\"alloy\",\"input\":\"hi\"" + format + "}";
      try (RawCall call = RawCall.post(gateway, "/v3/compat/audio/speech", body)) {
        String begun = call.until(events ? "SGFsZg==" : "Half");
        gateway.close(Duration.ZERO);
        String rest = call.rest();
        if (events) {
          assertThat(rest).contains(WHY).endsWith("\r\n0\r\n\r\n");
        } else {
          assertThat(rest).doesNotContain("\r\n0\r\n");
        }
        try (RunningGateway again = gateway.again(folder, config)) {
          assertStopped(again, begun);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void areToldSoOverTheWebSocketOfResponses(boolean begun) throws Exception {
    try (upstream;
        HttpClient client = HttpClient.newHttpClient()) {
      String config = config(Family.OPENAI, upstream);
      upstream.otherwise(request ->
          begun ? Family.OPENAI.at(request.target()).begun("Half").hang() : Script.silence());
      RunningGateway gateway = RunningGateway.start(folder, config);
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      URI address = URI.create("ws://127.0.0.1:" + gateway.port() + "/v3/compat/responses");
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + gateway.key())
              .buildAsync(address, listener(heard))
              .join();
      String create =
          "{\"type\":\"response.create\",\"model\":\"m\",\"store\":false,\"input\":\"hi\"}";
      socket.sendText(create, true).join();
      assertThat(upstream.takeRequest()).isNotNull();
      if (begun) {
        await(heard, "Half");
      }
      gateway.close(Duration.ZERO);
      await(heard, WHY);
      socket.abort();
      try (RunningGateway again = gateway.again(folder, config)) {
        String traces = again.get("/v3/traces?limit=5").body();
        String id = Json.parse(traces).at("/data/0/id").asString("");
        assertThat(again.get("/v3/traces/" + id).body())
            .contains("overloaded: " + WHY)
            .doesNotContain("caller");
      }
    }
  }

  private static void await(BlockingQueue<String> heard, String text) throws Exception {
    String next;
    do {
      next = heard.poll(BOUND.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).as("a message with %s", text).isNotNull();
    } while (!next.contains(text));
  }

  private static WebSocket.Listener listener(BlockingQueue<String> heard) {
    return new WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public @Nullable CompletionStage<?> onText(
          WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
          heard.add(text.toString());
          text.setLength(0);
        }
        socket.request(1);
        return null;
      }
    };
  }

  @Test
  void doNotHoldTheGatewayUpWhenTheirCallersReadNothing() throws Exception {
    List<String> flood = new ArrayList<>();
    for (int i = 0; i < 8_000; i++) {
      flood.add(Upstreams.delta("x".repeat(1_000)));
    }
    try (upstream) {
      upstream.otherwise(_ -> Script.sse(flood.toArray(String[]::new)).hang());
      String config = config(Family.OPENAI, upstream);
      RunningGateway gateway = RunningGateway.start(folder, config);
      try (RawCall deaf = begin(gateway, Ingress.OPENAI, true)) {
        String head = deaf.until("\r\n\r\n");
        long begin = System.nanoTime();
        gateway.close(Duration.ZERO);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
        try (RunningGateway again = gateway.again(folder, config)) {
          assertStopped(again, head);
        }
      }
    }
  }
}
