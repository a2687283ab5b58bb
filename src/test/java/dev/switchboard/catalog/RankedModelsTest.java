package dev.switchboard.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.catalog.Resolution.Offer;
import dev.switchboard.ir.Prefer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankedModelsTest {
  private final Catalog catalog = Catalog.load();
  private final List<ConfiguredProvider> configured =
      List.of(
          ConfiguredProvider.of("anthropic"),
          new ConfiguredProvider("lab", List.of()),
          ConfiguredProvider.of("gcp"),
          ConfiguredProvider.of("openai"));

  @Test
  void cheap_means_the_lowest_price() {
    assertThat(price(first(Work.CHAT, Prefer.CHEAP)))
        .isLessThanOrEqualTo(price(first(Work.CHAT, Prefer.FAST)))
        .isLessThan(price(first(Work.CHAT, Prefer.QUALITY)));
  }

  @Test
  void fast_does_not_think_where_it_can_be_avoided() {
    assertThat(first(Work.CHAT, Prefer.FAST).supports(Capability.REASONING))
        .isNotEqualTo(Support.YES);
  }

  @Test
  void every_offer_does_the_work_and_is_alive() {
    for (Work work : Work.values()) {
      assertThat(catalog.ranked(work, configured, Prefer.BALANCED))
          .allSatisfy(offer -> {
            ModelEntry model = offer.entry().orElseThrow();
            assertThat(work.isDoneBy(model)).isTrue();
            assertThat(model.lifecycle().deprecated()).isFalse();
            assertThat(offer.upstreamModel()).isEqualTo(model.id());
          });
    }
  }

  @Test
  void an_unpriced_model_comes_after_all_that_have_a_price() {
    List<Boolean> priced =
        catalog.ranked(Work.CHAT, configured, Prefer.CHEAP).stream()
            .map(offer -> offer.entry().orElseThrow().prices().known())
            .toList();

    assertThat(priced).contains(true, false);
    assertThat(priced.lastIndexOf(true)).isLessThan(priced.indexOf(false));
  }

  @Test
  void nobody_configured_offers_nothing() {
    assertThat(catalog.ranked(Work.CHAT, List.of(), Prefer.CHEAP)).isEmpty();
  }

  private ModelEntry first(Work work, Prefer preference) {
    Offer offer = catalog.ranked(work, configured, preference).getFirst();
    return offer.entry().orElseThrow();
  }

  private static long price(ModelEntry model) {
    return model.prices().base().listed(TokenClass.INPUT).orElseThrow();
  }
}
