package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Calls that belong together stay where their beginning is cached, unless that target is down. */
class AffinityTest extends TwoProviders {
  @Override
  String more() {
    return """
    models:
      prompts: {balance: weight, affinity: prompt, targets: [one/gpt-4o, two/gpt-4o]}
      talks: {balance: weight, affinity: prefix, targets: [one/gpt-4o, two/gpt-4o]}
    """;
  }

  private String ask(String model, String system, String text) {
    return served(
        gateway.post(
            PATH,
            """
            {"model":"%s","messages":[{"role":"system","content":"%s"},{"role":"user","content":"%s"}]}
            """
                .formatted(model, system, text)));
  }

  private String message(String system, String text) {
    return served(
        gateway.post(
            "/v3/compat/v1/messages",
            """
            {"model":"prompts","max_tokens":9,"system":"%s","messages":[{"role":"user","content":"%s"}]}
            """
                .formatted(system, text)));
  }

  @Test
  void keepsAllCallsOfAPromptAtOneTarget() {
    Set<String> used = new HashSet<>();
    for (int prompt = 0; prompt < 12; prompt++) {
      String first = ask("prompts", "prompt " + prompt, "a");
      assertThat(ask("prompts", "prompt " + prompt, "b")).isEqualTo(first);
      used.add(first);
    }
    assertThat(used).hasSize(2);
  }

  @Test
  void readsPromptsOfOtherDialects() {
    Set<String> used = new HashSet<>();
    for (int prompt = 0; prompt < 12; prompt++) {
      String first = message("prompt " + prompt, "a");
      assertThat(message("prompt " + prompt, "b")).isEqualTo(first);
      used.add(first);
    }
    assertThat(used).hasSize(2);
  }

  @Test
  void spreadsTheConversationsOfAPromptWhereTheirFirstTurnCounts() {
    Set<String> used = new HashSet<>();
    for (int talk = 0; talk < 24; talk++) {
      String first = ask("talks", "the same", "talk " + talk);
      assertThat(ask("talks", "the same", "talk " + talk)).isEqualTo(first);
      used.add(first);
    }
    assertThat(used).hasSize(2);
  }

  @Test
  void leavesATargetThatIsDownAndComesBackToIt() {
    String home = ask("prompts", "mine", "a");
    FakeUpstream down = home.equals("one") ? one : two;
    down.otherwise(_ -> Script.status(429).header("Retry-After", "3").body("{}"));
    assertThat(ask("prompts", "mine", "b")).isNotEqualTo(home);
    down.otherwise(_ -> Upstreams.answer("back"));
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!ask("prompts", "mine", "c").equals(home)) {
      assertThat(System.nanoTime()).as("thirty seconds were not enough").isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
