package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Late calls for which a second target is not asked, although their route says so. */
class HedgeRestraintTest extends TwoProviders {
  private static final String BODY =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @Override
  String second() {
    return "retries: 0, concurrency: {calls: 2}";
  }

  @Override
  String more() {
    return """
    models:
      quick: {hedge: p90, targets: [one/gpt-4o, two/gpt-4o]}
    """;
  }

  @BeforeEach
  void learnThenBeLate() {
    for (int i = 0; i < 20; i++) {
      assertThat(gateway.post(PATH, BODY.formatted("one/gpt-4o")).statusCode()).isEqualTo(200);
    }
    List<Script.Step> late = new ArrayList<>();
    late.addAll(new Script(List.of()).pause(Duration.ofMillis(400)).steps());
    late.addAll(Upstreams.answer("one").steps());
    one.otherwise(_ -> new Script(late));
  }

  private void assertServedByTheFirst(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-opper-served-provider")).contains("one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v3/compat/responses           | {\"model\":\"quick\",\"input\":\"hi\"}",
        "/v3/compat/v1beta/interactions | {\"model\":\"quick\",\"input\":\"hi\"}",
      })
  void askNobodyElseForAnswersThatAreKept(String path, String body) {
    assertServedByTheFirst(gateway.post(path, body));
    assertThat(two.requests()).isEmpty();
  }

  @Test
  void askNoTargetHalfOfWhosePlacesAreTaken() {
    two.enqueue(Script.silence());
    CompletableFuture<HttpResponse<String>> hanging =
        CompletableFuture.supplyAsync(() -> gateway.post(PATH, BODY.formatted("two/gpt-4o")));
    var _ = two.takeRequest();
    assertServedByTheFirst(gateway.post(PATH, BODY.formatted("quick")));
    assertThat(two.requests()).hasSize(1);
    two.closeConnections();
    hanging.join();
    // With all places free again it is asked.
    HttpResponse<String> hedged = gateway.post(PATH, BODY.formatted("quick"));
    assertThat(hedged.headers().firstValue("x-opper-served-provider")).contains("two");
  }
}
