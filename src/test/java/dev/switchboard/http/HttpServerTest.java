package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private Transport transport = Transport.open(1);

  @BeforeEach
  void open() {
    transport = Transport.open(1);
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private static final Handler ECHO =
      exchange -> exchange.respond(200, Headers.of("Content-Type", "text/plain"), exchange.body());

  private HttpServer serve(Handler handler) {
    return HttpServer.start(transport, ServerConfig.of("127.0.0.1", 0), handler);
  }

  @Test
  void answersOneRequestAfterTheOtherOnOneConnection() {
    try (HttpServer server = serve(ECHO);
        RawClient client = new RawClient(server.port())) {
      client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none");
      assertThat(client.response()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\none");
      client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo");
      assertThat(client.response()).endsWith("\r\n\r\ntwo");
    }
  }

  @Test
  void proxiesAnEventStream() {
    try (FakeUpstream upstream = FakeUpstream.start();
        UpstreamClient client = new UpstreamClient(transport, UpstreamConfig.DEFAULT);
        HttpServer server =
            serve(exchange -> {
              UpstreamRequest request =
                  UpstreamRequest.post(
                      upstream.uri("/v1"), Headers.EMPTY, exchange.body(), Deadlines.DEFAULT);
              try (UpstreamResponse response = client.send(request);
                  SseReader events = new SseReader(response.body(), 1 << 20);
                  ResponseStream out =
                      exchange.stream(200, Headers.of("Content-Type", "text/event-stream"))) {
                for (ServerSentEvent e = events.next(); e != null; e = events.next()) {
                  out.write(SseEncoder.event(e));
                }
                out.end();
              }
            });
        RawClient caller = new RawClient(server.port())) {
      upstream.enqueue(Script.sse("data: one\n\n", "data: two\n\n"));
      caller.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none");
      assertThat(caller.response()).contains("data: one\n\n").contains("data: two\n\n");
      assertThat(upstream.takeRequest().body()).isEqualTo("one");
      assertThat(new String(new byte[0], StandardCharsets.UTF_8)).isEmpty();
    }
  }
}
