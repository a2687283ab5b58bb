package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.routing.Target;
import dev.switchboard.wire.ModelTraits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds that codecs learn from the catalogue how far a model's thought can be steered. */
class KnownEffortsTest {
  private static final CatalogFacts FACTS =
      new CatalogFacts(
          Catalog.load(),
          Map.of(
              "openai", List.of("openai"),
              "anthropic", List.of("anthropic"),
              "gcp", List.of("gcp")),
          Map.of(),
          "test");

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-5, HIGH",
    "openai, gpt-5.2, XHIGH",
    "anthropic, claude-opus-4-5, HIGH",
    "anthropic, claude-opus-4-7, MAX",
    "openai, made-last-night, MAX",
  })
  void maxIsTheHighestStepThatTheCatalogueHas(String provider, String model, Effort highest) {
    assertThat(traits(provider, model).nearest(Effort.MAX)).isEqualTo(highest);
  }

  @ParameterizedTest
  @CsvSource({"gemini-2.5-pro, 32768", "gemini-2.5-flash, 24576"})
  void theLargestBudgetIsTheCatalogues(String model, int tokens) {
    assertThat(traits("gcp", model).maxThinkingTokens()).isEqualTo(tokens);
  }

  private static ModelTraits traits(String provider, String model) {
    return FACTS.traits(new Target(provider, model, model, null));
  }
}
