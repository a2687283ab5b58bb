package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in front of the providers {@code one} and {@code two}, who answer with their names. */
abstract class TwoProviders {
  static final String PATH = "/v3/compat/chat/completions";

  @TempDir Path folder;
  FakeUpstream one = FakeUpstream.start();
  FakeUpstream two = FakeUpstream.start();
  RunningGateway gateway;

  /** What the configuration says after its providers. */
  abstract String more();

  /** What the configuration says of the second provider beside. */
  String second() {
    return "retries: 0";
  }

  @BeforeEach
  void start() {
    one.otherwise(_ -> Upstreams.answer("one"));
    two.otherwise(_ -> Upstreams.answer("two"));
    gateway = RunningGateway.start(folder, config());
  }

  @AfterEach
  void stop() {
    gateway.close();
    one.close();
    two.close();
  }

  String config() {
    return """
    providers:
      one: {kind: openai, base_url: "%s", api_key: "test-credential-1234", retries: 0}
      two: {kind: openai, base_url: "%s", api_key: "test-credential-1234", %s}
    """
            .formatted(one.uri("/v1"), two.uri("/v1"), second())
        + more();
  }

  /** Who gave the answer. */
  static String served(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-opper-served-provider").orElseThrow();
  }

  /** What a metric without labels is at; -1 where there is none of the name. */
  int metric(String name) {
    String all = gateway.send(HttpRequest.newBuilder(gateway.uri("/metrics"))).body();
    return all.lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> (int) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(-1);
  }
}
