package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** More than the gateway takes at a time: bytes of bodies, calls. */
class OverloadTest {
  private static final String BODIES = "limits: {body: 1MB, bodies: 1MB}\n";
  private static final String ONE_CALL = "limits: {calls: 1}\n";

  @TempDir Path folder;

  private static String call(int inputCharacters) {
    return "{\"name\":\"respond\",\"model\":\"sandbox/chat\",\"input\":\""
        + "x".repeat(inputCharacters)
        + "\"}";
  }

  private static String chat(int characters) {
    return "{\"model\":\"sandbox/chat\",\"messages\":[{\"role\":\"user\",\"content\":\""
        + "x".repeat(characters)
        + "\"}]}";
  }

  /** A caller who sends most of a large body, and the rest later. */
  private static Socket halfSent(RunningGateway gateway, byte[] body, int sent) throws IOException {
    Socket caller = new Socket(InetAddress.ofLiteral("127.0.0.1"), gateway.port());
    OutputStream out = caller.getOutputStream();
    String head =
        "POST /v3/call HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + gateway.key()
            + "\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body, 0, sent);
    out.flush();
    return caller;
  }

  private static void awaitHeld(RunningGateway gateway, long atLeast) throws InterruptedException {
    while (held(gateway) < atLeast) {
      Thread.sleep(5);
    }
  }

  /** The room is given back after the answer was sent, so a caller may be here first. */
  private static void awaitNothingHeld(RunningGateway gateway) throws InterruptedException {
    long start = System.nanoTime();
    while (held(gateway) > 0) {
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
      Thread.sleep(5);
    }
  }

  private static long held(RunningGateway gateway) {
    return gateway
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("switchboard_request_bodies_held_bytes "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refusesABodyForWhichThoseOfOtherCallersLeaveNoRoomAndTakesItLater() throws Exception {
    byte[] large = call(800_000).getBytes(StandardCharsets.US_ASCII);
    try (RunningGateway gateway = RunningGateway.start(folder, BODIES);
        Socket other = halfSent(gateway, large, 700_000)) {
      awaitHeld(gateway, 700_000);
      HttpResponse<String> refused = gateway.post("/v3/call", call(400_000));
      HttpResponse<String> small = gateway.post("/v3/call", call(10));
      other.getOutputStream().write(large, 700_000, large.length - 700_000);
      String first = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      awaitNothingHeld(gateway);
      HttpResponse<String> later = gateway.post("/v3/call", call(400_000));

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(Json.parse(refused.body()).path("error").path("code").asString())
          .isEqualTo("overloaded");
      assertThat(refused.body()).contains("1048576");
      assertThat(small.statusCode()).isEqualTo(200);
      assertThat(first).startsWith("HTTP/1.1 200");
      assertThat(later.statusCode()).isEqualTo(200);
      awaitNothingHeld(gateway);
    }
  }

  @Test
  void refusesInTheCallersDialect() throws Exception {
    byte[] large = call(800_000).getBytes(StandardCharsets.US_ASCII);
    try (RunningGateway gateway = RunningGateway.start(folder, BODIES);
        Socket _ = halfSent(gateway, large, 700_000)) {
      awaitHeld(gateway, 700_000);
      HttpResponse<String> refused = gateway.post("/v3/compat/chat/completions", chat(400_000));
      JsonNode error = Json.parse(refused.body()).path("error");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(error.has("type") && error.has("param")).as(refused.body()).isTrue();
      HttpResponse<String> claude = gateway.post("/v3/compat/v1/messages", chat(400_000));
      assertThat(claude.statusCode()).isEqualTo(529);
      assertThat(claude.headers().firstValue("retry-after")).contains("1");
      assertThat(claude.body()).contains("\"overloaded_error\"");
    }
  }

  @Test
  void givesTheRoomBackWhenACallerLeavesInTheMiddleOfItsBody() throws Exception {
    byte[] large = call(800_000).getBytes(StandardCharsets.US_ASCII);
    try (RunningGateway gateway = RunningGateway.start(folder, BODIES)) {
      try (Socket _ = halfSent(gateway, large, 700_000)) {
        awaitHeld(gateway, 700_000);
      }
      try (Socket _ = halfSent(gateway, call(50_000).getBytes(StandardCharsets.US_ASCII), 40_000)) {
        awaitHeld(gateway, 40_000);
      }
      long deadline = System.nanoTime() + 5_000_000_000L;
      while (held(gateway) > 0 && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      assertThat(held(gateway)).isZero();
    }
  }

  @Test
  void refusesMoreCallsThanItMayServeAtATimeAndStillAnswersItsOperator() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start();
        RunningGateway gateway =
            RunningGateway.start(
                folder, ONE_CALL + Upstreams.patient(upstream.uri("/v1").toString()))) {
      CountDownLatch refusedOnce = new CountDownLatch(1);
      upstream.enqueue(Script.raw("").await(refusedOnce).then(Upstreams.answer("at last")));
      CompletableFuture<HttpResponse<String>> hanging =
          CompletableFuture.supplyAsync(() ->
              gateway.post(
                  "/v3/compat/chat/completions", chat(1).replace("sandbox/chat", "mock/gpt-4o")));
      upstream.takeRequest();
      HttpResponse<String> refused = gateway.post("/v3/call", call(1));
      int ready = gateway.get("/health/ready").statusCode();
      int operator = gateway.get("/management/v1/projects").statusCode();
      refusedOnce.countDown();
      int ended = hanging.get().statusCode();
      HttpResponse<String> later = gateway.post("/v3/call", call(1));

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).contains("1");
      assertThat(refused.body()).contains("as many calls at a time as it may (1)");
      assertThat(ready).isEqualTo(200);
      assertThat(operator).isEqualTo(401);
      assertThat(ended).isEqualTo(200);
      assertThat(later.statusCode()).isEqualTo(200);
    }
  }
}
