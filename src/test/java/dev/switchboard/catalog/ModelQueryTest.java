package dev.switchboard.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.catalog.ModelQuery.Filter;
import dev.switchboard.catalog.ModelQuery.Sort;
import dev.switchboard.ir.Prefer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelQueryTest {
  private final Catalog catalog = Catalog.load();

  @Test
  void without_a_filter_every_model_counts() {
    ModelPage page = catalog.query(new ModelQuery(Filter.ALL, Sort.ID, false, 10, 0));

    assertThat(page.models()).hasSize(10).isSortedAccordingTo(byId());
    assertThat((long) page.total()).isEqualTo(catalog.models().count());
  }

  @Test
  void pages_follow_each_other_without_gap_or_overlap() {
    Filter filter = filter(Optional.empty(), List.of("openai"), "");
    List<ModelEntry> all = page(filter, Sort.ID, false, 1000, 0);

    assertThat(page(filter, Sort.ID, false, 7, 0)).isEqualTo(all.subList(0, 7));
    assertThat(page(filter, Sort.ID, false, 7, 7)).isEqualTo(all.subList(7, 14));
    assertThat(page(filter, Sort.ID, false, 7, 100_000)).isEmpty();
  }

  @Test
  void a_type_restricts() {
    assertThat(
            page(
                filter(Optional.of(ModelType.EMBEDDING), List.of("openai"), ""),
                Sort.ID,
                false,
                10,
                0))
        .extracting(ModelEntry::id)
        .containsExactly(
            "text-embedding-3-large", "text-embedding-3-small", "text-embedding-ada-002");
  }

  @Test
  void a_provider_may_be_given_by_any_of_its_names() {
    assertThat(page(filter(Optional.empty(), List.of("gemini"), ""), Sort.ID, false, 1000, 0))
        .isNotEmpty()
        .extracting(ModelEntry::provider)
        .containsOnly("gcp");
  }

  @Test
  void all_words_of_a_text_must_stand_in_the_name() {
    assertThat(
            page(filter(Optional.empty(), List.of("openai"), "NANO gpt-5."), Sort.ID, false, 10, 0))
        .extracting(ModelEntry::id)
        .containsExactly("gpt-5.4-nano");
  }

  @Test
  void capabilities_restrict_to_what_is_known() {
    Filter filter =
        new Filter(
            Optional.empty(),
            List.of("openai"),
            Set.of(),
            "",
            List.of(Capability.AUDIO_INPUT, Capability.TOOLS));

    assertThat(page(filter, Sort.ID, false, 100, 0))
        .isNotEmpty()
        .allSatisfy(model -> assertThat(model.supports(Capability.TOOLS)).isEqualTo(Support.YES));
  }

  @Test
  void models_among_some_providers_meet_the_other_conditions_too() {
    Set<String> among = Set.of("mistral", "openai");

    assertThat(
            page(
                new Filter(Optional.empty(), List.of(), among, "", List.of()),
                Sort.ID,
                false,
                1000,
                0))
        .extracting(ModelEntry::provider)
        .containsOnly("mistral", "openai");
    assertThat(
            page(
                new Filter(Optional.empty(), List.of("anthropic"), among, "", List.of()),
                Sort.ID,
                false,
                1000,
                0))
        .isEmpty();
  }

  @Test
  void sorting_by_price_leaves_unknown_prices_last_both_ways() {
    Filter openai = filter(Optional.empty(), List.of("openai"), "");

    List<ModelEntry> cheapest = page(openai, Sort.INPUT_PRICE, false, 1000, 0);
    List<ModelEntry> dearest = page(openai, Sort.INPUT_PRICE, true, 1000, 0);

    assertThat(cheapest.getFirst().id()).isEqualTo("text-embedding-3-small");
    assertThat(dearest.getFirst().prices().base().listed(TokenClass.INPUT).orElseThrow())
        .isGreaterThan(10_000_000);
    assertThat(cheapest.getLast().prices().base().listed(TokenClass.INPUT)).isEmpty();
    assertThat(dearest.getLast().prices().base().listed(TokenClass.INPUT)).isEmpty();
  }

  @Test
  void sorting_by_date_and_size_works_both_ways() {
    Filter openai = filter(Optional.empty(), List.of("openai"), "");

    assertThat(
            page(openai, Sort.CONTEXT_WINDOW, true, 1, 0)
                .getFirst()
                .limits()
                .context()
                .orElseThrow())
        .isGreaterThanOrEqualTo(1_000_000);
    assertThat(page(openai, Sort.RELEASED, false, 1, 0).getFirst().id()).isEqualTo("whisper-1");
    assertThat(page(openai, Sort.NAME, true, 1, 0).getFirst().name()).startsWith("Whisper");
    assertThat(page(openai, Sort.OUTPUT_PRICE, true, 1, 0).getFirst().id()).isEqualTo("o1-pro");
  }

  @Test
  void a_limit_or_offset_out_of_bounds_is_named() {
    assertThatThrownBy(() -> new ModelQuery(Filter.ALL, Sort.ID, false, 0, 0))
        .hasMessage("limit: 0 (expected: 1 to 1000)");
    assertThatThrownBy(() -> new ModelQuery(Filter.ALL, Sort.ID, false, 1, -1))
        .hasMessage("offset: -1 (expected: >= 0)");
  }

  @Test
  void words_are_read_back() {
    assertThat(Sort.ofWord("input_price")).contains(Sort.INPUT_PRICE);
    assertThat(ModelType.ofWord("LLM")).contains(ModelType.LLM);
    assertThat(Capability.ofWord("structured_output")).contains(Capability.STRUCTURED_OUTPUT);
    assertThat(Prefer.ofWord("cheap")).contains(Prefer.CHEAP);
    assertThat(Sort.ofWord("colour")).isEmpty();
  }

  private List<ModelEntry> page(
      Filter filter, Sort sort, boolean descending, int limit, int offset) {
    return catalog.query(new ModelQuery(filter, sort, descending, limit, offset)).models();
  }

  private static Filter filter(Optional<ModelType> type, List<String> provider, String text) {
    return new Filter(type, provider, Set.of(), text, List.of());
  }

  private static java.util.Comparator<ModelEntry> byId() {
    return java.util.Comparator.comparing(ModelEntry::qualifiedId);
  }
}
