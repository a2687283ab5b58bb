package dev.switchboard.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.catalog.Resolution.Offer;
import dev.switchboard.catalog.Resolution.Pinned;
import dev.switchboard.catalog.Resolution.Pool;
import dev.switchboard.catalog.Resolution.Unknown;
import dev.switchboard.catalog.Resolution.Unserved;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
  private final Catalog catalog = Catalog.load();

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4.1-nano,                    openai,     gpt-4.1-nano",
    "openai/gpt-4-1-nano,                    openai,     gpt-4.1-nano",
    "OpenAI/GPT-4.1-Nano,                    openai,     gpt-4.1-nano",
    "anthropic/claude-sonnet-4.5,            anthropic,  claude-sonnet-4-5",
    "anthropic/claude-sonnet-4-5,            anthropic,  claude-sonnet-4-5",
    "anthropic/claude-sonnet-4-5-latest,     anthropic,  claude-sonnet-4-5",
    "anthropic/claude-sonnet-4-5-20250929,   anthropic,  claude-sonnet-4-5-20250929",
    "anthropic/claude-sonnet-4.6-20260217,   anthropic,  claude-sonnet-4-6-20260217",
    "anthropic/claude-3.5-sonnet,            anthropic,  claude-3-5-sonnet-20241022",
    "anthropic/claude-3-5-sonnet-latest,     anthropic,  claude-3-5-sonnet-20241022",
    "openai/gpt-4.1-nano-2025-04-14,         openai,     gpt-4.1-nano-2025-04-14",
    "openai/gpt-4o-2024-05-13,               openai,     gpt-4o-2024-05-13",
    "gcp/gemini-2.5-flash,                   gcp,        gemini-2.5-flash",
    "gemini/gemini-2.5-flash,                gcp,        gemini-2.5-flash",
    "google/gemini-2-5-flash,                gcp,        gemini-2.5-flash",
    "vertex/gemini-2.5-flash,                gcp,        gemini-2.5-flash",
    "mistral/mistral-large,                  mistral,    mistral-large-latest",
    "mistral/magistral-small-latest,         mistral,    magistral-small",
    "openrouter/anthropic/claude-sonnet-4.5, openrouter, anthropic/claude-sonnet-4.5",
    "openrouter/anthropic/claude-sonnet-4-5, openrouter, anthropic/claude-sonnet-4.5",
    "openrouter/claude-sonnet-4-5,           openrouter, anthropic/claude-sonnet-4.5",
    "groq/openai/gpt-oss-120b,               groq,       openai/gpt-oss-120b",
    "groq/gpt-oss-120b,                      groq,       openai/gpt-oss-120b",
    "together/moonshotai/kimi-k2.6,          together,   moonshotai/Kimi-K2.6",
    "togetherai/kimi-k2.6,                   together,   moonshotai/Kimi-K2.6",
    "fireworks/accounts/fireworks/models/kimi-k2p6, fireworks, accounts/fireworks/models/kimi-k2p6",
    "fireworks-ai/kimi-k2.6,                 fireworks,  accounts/fireworks/models/kimi-k2p6",
    "bedrock/claude-sonnet-4.5,              aws,        anthropic.claude-sonnet-4-5-20250929-v1:0",
    "aws/eu.anthropic.claude-sonnet-4-6,     aws,        eu.anthropic.claude-sonnet-4-6",
  })
  void a_pinned_name_is_sent_as_the_vendor_spells_it(
      String requested, String provider, String upstream) {
    Offer offer = pinned(requested, provider);

    assertThat(offer.provider()).isEqualTo(provider);
    assertThat(offer.upstreamModel()).isEqualTo(upstream);
    assertThat(offer.entry()).isPresent();
    assertThat(offer.region()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt-99", "ft:gpt-4.1-nano:acme::abc", "gpt-99-eu", "foo/bar", "Claude-9.5"})
  void a_pinned_model_that_the_catalogue_does_not_know_is_passed_on_as_it_is(String model) {
    assertThat(pinned("openai/" + model, "openai"))
        .isEqualTo(new Offer("openai", model, Optional.empty(), Optional.empty()));
  }

  @Test
  void a_pin_to_a_provider_without_credential_says_so() {
    Resolution resolution = catalog.resolve("gemini/gemini-2.5-flash", configured("openai"));

    assertThat(resolution)
        .isInstanceOfSatisfying(
            Pinned.class,
            pinned -> {
              assertThat(pinned.configured()).isFalse();
              assertThat(pinned.offer().provider()).isEqualTo("gcp");
              assertThat(pinned.offer().entry()).isPresent();
            });
  }

  @Test
  void a_provider_under_an_operators_own_name_serves_the_catalogue_it_mirrors() {
    List<ConfiguredProvider> own =
        List.of(new ConfiguredProvider("claude-eu", List.of("anthropic")));

    Offer offer = ((Pinned) catalog.resolve("claude-eu/claude-sonnet-4.5", own)).offer();

    assertThat(offer.provider()).isEqualTo("claude-eu");
    assertThat(offer.upstreamModel()).isEqualTo("claude-sonnet-4-5");
    assertThat(offer.entry()).map(ModelEntry::provider).contains("anthropic");
  }

  @Test
  void a_provider_without_a_catalogue_takes_any_model() {
    List<ConfiguredProvider> own = List.of(new ConfiguredProvider("lab", List.of()));

    assertThat(catalog.resolve("lab/llama3:8b", own))
        .isEqualTo(
            new Pinned(new Offer("lab", "llama3:8b", Optional.empty(), Optional.empty()), true));
  }

  @Test
  void a_configured_name_beats_the_catalogues_alias() {
    List<ConfiguredProvider> own =
        List.of(ConfiguredProvider.of("gcp"), new ConfiguredProvider("google", List.of()));

    assertThat(((Pinned) catalog.resolve("google/x", own)).offer().provider()).isEqualTo("google");
  }

  @Test
  void a_bare_name_is_a_pool_of_the_configured_providers_that_serve_it_in_their_order() {
    assertThat(pool("claude-sonnet-4-5", "openrouter", "mistral", "aws", "anthropic"))
        .containsExactly(
            "openrouter=anthropic/claude-sonnet-4.5",
            "aws=anthropic.claude-sonnet-4-5-20250929-v1:0",
            "anthropic=claude-sonnet-4-5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-oss-120b", "GPT-OSS-120B", "gpt_oss_120b", "gpt-oss-120b-latest"})
  void a_bare_name_is_found_behind_the_makers_prefix(String requested) {
    assertThat(pool(requested, "groq", "cerebras", "fireworks"))
        .containsExactly(
            "groq=openai/gpt-oss-120b",
            "cerebras=gpt-oss-120b",
            "fireworks=accounts/fireworks/models/gpt-oss-120b");
  }

  @Test
  void a_name_with_a_slash_that_names_no_provider_is_bare() {
    assertThat(pool("meta-llama/llama-4-scout-17b-16e-instruct", "groq", "openai"))
        .containsExactly("groq=meta-llama/llama-4-scout-17b-16e-instruct");
  }

  @Test
  void a_dated_name_goes_to_those_who_list_the_date() {
    assertThat(pool("claude-sonnet-4-5-20250929", "openrouter", "anthropic", "gcp-vertex"))
        .containsExactly(
            "anthropic=claude-sonnet-4-5-20250929", "gcp-vertex=claude-sonnet-4-5@20250929");
  }

  @Test
  void a_dated_name_that_nobody_lists_goes_to_the_undated_model() {
    assertThat(pool("claude-sonnet-4-5-20250929", "openrouter"))
        .containsExactly("openrouter=anthropic/claude-sonnet-4.5");
  }

  @Test
  void a_variant_of_a_model_does_not_answer_for_it() {
    assertThat(catalog.resolve("deepseek-r1", configured("cloudflare-workers-ai")))
        .isInstanceOf(Unserved.class);
    assertThat(pool("gpt-5", "openai")).containsExactly("openai=gpt-5");
    assertThat(pool("gpt-oss-120b", "openrouter"))
        .containsExactly("openrouter=openai/gpt-oss-120b");
  }

  @Test
  void a_bare_name_served_only_elsewhere_names_the_providers_that_serve_it() {
    assertThat(catalog.resolve("claude-sonnet-4-5", configured("openai", "mistral")))
        .isInstanceOfSatisfying(
            Unserved.class,
            unserved ->
                assertThat(unserved.providers()).startsWith("anthropic").hasSizeLessThan(11));
  }

  @ParameterizedTest
  @CsvSource({
    "gcp/gemini-2.5-flash-eu,               gcp, gemini-2.5-flash,               eu",
    "gemini/gemini-2.5-flash-EU,            gcp, gemini-2.5-flash,               eu",
    "gcp/gemini-2-5-flash-europe-west4,     gcp, gemini-2.5-flash,               europe-west4",
    "azure/gpt-4.1-swedencentral,           azure, gpt-4.1,                      swedencentral",
    "aws/claude-sonnet-4-6-eu,              aws, eu.anthropic.claude-sonnet-4-6, eu",
    "aws/claude-sonnet-4-6-eu-central-1,    aws, anthropic.claude-sonnet-4-6,    eu-central-1",
  })
  void a_region_suffix_asks_for_the_plain_model_there(
      String requested, String provider, String upstream, String region) {
    Offer offer = pinned(requested, provider);

    assertThat(offer.upstreamModel()).isEqualTo(upstream);
    assertThat(offer.region()).contains(region);
    assertThat(offer.entry()).map(ModelEntry::id).contains(upstream);
  }

  @Test
  void a_bare_name_may_carry_a_region_too() {
    Resolution resolution = catalog.resolve("gemini-2.5-flash-eu", configured("openai", "gcp"));

    assertThat(((Pool) resolution).offers())
        .singleElement()
        .satisfies(offer -> {
          assertThat(offer.upstreamModel()).isEqualTo("gemini-2.5-flash");
          assertThat(offer.region()).contains("eu");
        });
  }

  @Test
  void a_model_whose_own_name_ends_like_a_region_is_that_model() {
    Catalog own =
        catalog.with(
            new CatalogProvider("lab", "Lab", List.of(), 0, ""),
            List.of(entry("lab", "tiny"), entry("lab", "tiny-eu")));

    Offer offer = ((Pinned) own.resolve("lab/tiny-eu", configured("lab"))).offer();

    assertThat(offer.upstreamModel()).isEqualTo("tiny-eu");
    assertThat(offer.region()).isEmpty();
  }

  @Test
  void added_models_resolve_like_any_other() {
    Catalog own =
        catalog.with(
            new CatalogProvider("sandbox", "Sandbox", List.of(), 0, ""),
            List.of(entry("sandbox", "echo")));

    assertThat(own.resolve("echo", configured("sandbox"))).isInstanceOf(Pool.class);
    assertThat(own.resolve("sandbox/echo", configured("sandbox"))).isInstanceOf(Pinned.class);
    assertThat(own.provider("sandbox")).map(CatalogProvider::modelCount).contains(1);
    assertThat(catalog.provider("sandbox")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4.1-nan,       gpt-4.1-nano",
    "gpt4.1-nano,       gpt-4.1-nano",
    "gpt-nano-4.1,       gpt-4.1-nano",
    "claude-sonet-4.5,  claude-sonnet-4-5",
    "gemini-flash-2.5,  gemini-2.5-flash",
  })
  void an_unknown_name_is_answered_with_what_was_probably_meant(String requested, String meant) {
    List<ConfiguredProvider> configured = configured("openai", "anthropic", "gcp");

    Resolution resolution = catalog.resolve(requested, configured);

    assertThat(((Unknown) resolution).nearest()).first().isEqualTo(meant);
    assertThat(((Unknown) resolution).nearest()).hasSizeLessThanOrEqualTo(5);
    assertThat(catalog.resolve(meant, configured)).isInstanceOf(Pool.class);
  }

  @Test
  void a_name_that_only_others_use_comes_with_what_the_configured_providers_call_it() {
    assertThat(catalog.resolve("claude-4.5-sonnet", configured("anthropic")))
        .isInstanceOfSatisfying(
            Unserved.class,
            unserved -> assertThat(unserved.nearest()).first().isEqualTo("claude-sonnet-4-5"));
  }

  @Test
  void every_suggestion_resolves() {
    List<ConfiguredProvider> configured = configured("openai", "openrouter", "groq");
    for (String typo : List.of("gpt-4.2", "llama-3.3-70b-versatil", "claude-opus", "o5-mini")) {
      assertThat(catalog.nearest(typo, configured))
          .allSatisfy(
              name -> assertThat(catalog.resolve(name, configured)).isInstanceOf(Pool.class));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/", "openai/", "a", "zzzzzzzzzzzzzzzzzzzzzzz"})
  void nonsense_is_unknown_without_suggestions(String requested) {
    assertThat(catalog.resolve(requested, configured("openai"))).isEqualTo(new Unknown(List.of()));
  }

  @Test
  void a_name_longer_than_any_is_unknown_without_a_search() {
    assertThat(catalog.resolve("gpt-".repeat(10_000), configured("openai")))
        .isEqualTo(new Unknown(List.of()));
  }

  private Offer pinned(String requested, String provider) {
    Resolution resolution = catalog.resolve(requested, configured(provider));
    assertThat(resolution).isInstanceOf(Pinned.class);
    Pinned pinned = (Pinned) resolution;
    assertThat(pinned.configured()).isTrue();
    return pinned.offer();
  }

  private List<String> pool(String requested, String... providers) {
    Resolution resolution = catalog.resolve(requested, configured(providers));
    assertThat(resolution).isInstanceOf(Pool.class);
    return ((Pool) resolution)
        .offers().stream().map(offer -> offer.provider() + "=" + offer.upstreamModel()).toList();
  }

  private static List<ConfiguredProvider> configured(String... providers) {
    return Stream.of(providers).map(ConfiguredProvider::of).toList();
  }

  private static ModelEntry entry(String provider, String id) {
    return new ModelEntry(
        id,
        provider,
        id,
        ModelType.LLM,
        ModelEntry.Facts.UNKNOWN,
        Prices.UNKNOWN,
        Lifecycle.UNKNOWN,
        Optional.empty(),
        List.of());
  }
}
