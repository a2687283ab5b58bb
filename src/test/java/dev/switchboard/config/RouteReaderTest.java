package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.ir.Prefer;
import dev.switchboard.routing.Condition;
import dev.switchboard.routing.ModelRoute;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes as they are kept, which are read by the rules of the file. */
class RouteReaderTest {
  private final RouteText text = new RouteText(List.of(), Catalog.load());

  @Test
  void readsEveryKey() {
    ModelRoute route =
        text.read(
            "smart",
            """
            {"balance": "weight", "affinity": "prefix", "content_filter": "next", "hedge": "p95",
             "shadow": {"model": "openai/gpt-4.1", "percent": 2.5, "at_once": 7},
             "targets": [
               {"model": "openai/gpt-4o", "weight": 3, "priority": 2,
                "when": {"project": "p", "key": "key_1", "tags": {"team": "red"},
                         "input_tokens": {"min": 10, "max": 20}, "modality": "image",
                         "region": "eu"}},
               "anthropic/claude-sonnet-4-5"]}
            """);
    assertThat(route)
        .isEqualTo(
            new ModelRoute(
                "smart",
                ModelRoute.Balance.WEIGHT,
                List.of(
                    new ModelRoute.Choice(
                        "openai/gpt-4o",
                        3,
                        2,
                        new Condition(
                            "p",
                            "key_1",
                            Map.of("team", "red"),
                            new Condition.Tokens(10, 20),
                            Condition.Modality.IMAGE,
                            "eu")),
                    new ModelRoute.Choice("anthropic/claude-sonnet-4-5", 1)),
                new ModelRoute.Manner(
                    null,
                    ModelRoute.Affinity.PREFIX,
                    true,
                    new ModelRoute.Shadow("openai/gpt-4.1", 25_000, 7),
                    95)));
  }

  @Test
  void takesPercentagesForWeights() {
    ModelRoute route =
        text.read(
            "split",
            """
            {"targets": [{"model": "openai/gpt-4o", "percent": 99.5},
                         {"model": "openai/gpt-4o-mini", "percent": "0.5"}]}
            """);
    assertThat(route.balance()).isEqualTo(ModelRoute.Balance.WEIGHT);
    assertThat(route.choices().stream().map(ModelRoute.Choice::weight))
        .containsExactly(995_000, 5_000);
  }

  @Test
  void readsAPreference() {
    ModelRoute route =
        text.read("best", "{\"prefer\": \"fast\", \"targets\": [\"openai/gpt-4o\"]}");
    assertThat(route.manner().prefer()).isEqualTo(Prefer.FAST);
  }

  @Test
  void readsANameForOneModel() {
    assertThat(text.read("quick", "\"openai/gpt-4o-mini\"").choices()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | targets: missing",
        "{\"targets\": []} | targets: missing",
        "{\"targets\": [\"openai/gpt-4o\"], \"ballance\": \"weight\"} | did you mean balance?",
        "{\"targets\": [\"openai/gpt-4o\"], \"balance\": \"luck\"} | expected: one of order, weight",
        "{\"targets\": [\"openai/gpt-4o\"], \"prefer\": \"best\"} | expected: one of balanced, cheap",
        "{\"targets\": [\"openai/gpt-4o\"], \"prefer\": \"fast\", \"balance\": \"weight\"} | not beside weights",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"percent\": 60}]} | percentages of 60 together",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"percent\": 60}, \"openai/gpt-4o-mini\"]} | all of them or none",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"percent\": 101}]} | a number from 0 to 100",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"percent\": 1, \"weight\": 1}]} | nothing beside percent",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"weight\": -1}]} | a whole number from 0",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"when\": {}}]} | targets.when: nothing in it",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"when\": {\"projekt\": \"x\"}}]} | unknown key models.smart.targets.when.projekt (did you mean project?)",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"when\": {\"modality\": \"smell\"}}]} | expected: one of audio",
        "{\"targets\": [{\"model\": \"openai/gpt-4o\", \"when\": {\"input_tokens\": {\"min\": 5, \"max\": 4}}}]} | at least min",
        "{\"targets\": [\"openai/gpt-4o\"], \"shadow\": {\"percent\": 5}} | model: missing",
        "{\"targets\": [\"openai/gpt-4o\"], \"shadow\": {\"model\": \"openai/gpt-4o\"}} | percent: missing",
        "{\"targets\": [\"openai/gpt-4o\"], \"shadow\": {\"model\": \"onne/x\", \"percent\": 5}} | onne/x",
        "{\"targets\": [\"nobody/no-such-model-at-all\"]} | nobody/no-such-model-at-all",
        "{\"targets\": [\"sandbox/nope\"]} | targets.model: sandbox/nope (expected:",
        "{\"targets\": [\"sandbox/caht\"]} | nearest: sandbox/chat",
        "{\"targets\": [\"sandbox/\"]} | targets.model: sandbox/",
        "{\"targets\": [\"openai/gpt-4o\"], \"shadow\": {\"model\": \"sandbox/nope\", \"percent\": 5}} | shadow.model: sandbox/nope",
        "{\"targets\": [\"openai/${HOME}\"]} | HOME is not filled in here",
      })
  void refusesWhatIsNoRoute(String definition, String complaint) {
    assertThatThrownBy(() -> text.read("smart", definition))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint)
        .hasMessageContaining("models.smart")
        .hasMessageNotContaining("line");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sandbox/chat",
        "sandbox/echo",
        "sandbox/embed",
        "sandbox/speech",
        "sandbox/moderate",
        "sandbox/fault-rate-limit",
        "sandbox/fault-rate-limit-retry",
        "sandbox/chat@fault=rate_limit,retry_after=2s",
        "sandbox/openai/gpt-4o@latency=lognormal(400ms,3s)"
      })
  void takesWhatTheSandboxAnswers(String model) {
    assertThat(text.read("smart", "\"" + model + "\"").choices().getFirst().model())
        .isEqualTo(model);
  }
}
