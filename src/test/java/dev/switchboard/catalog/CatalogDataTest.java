package dev.switchboard.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Facts about the generated data; figures are those of the source, multiplied by hand. */
class CatalogDataTest {
  private final Catalog catalog = Catalog.load();

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4.1-nano,               INPUT,               100000",
    "openai/gpt-4.1-nano,               CACHED_INPUT,        25000",
    "openai/gpt-4.1-nano,               CACHE_CREATION,      100000",
    "openai/gpt-4.1-nano,               OUTPUT,              400000",
    "openai/gpt-5-nano,                 CACHED_INPUT,        5000",
    "openai/gpt-4o-2024-05-13,          INPUT,               5000000",
    "openai/text-embedding-3-small,     INPUT,               20000",
    "openai/text-embedding-3-small,     OUTPUT,              0",
    "openai/gpt-image-1,                IMAGE_INPUT,         10000000",
    "openai/gpt-image-1,                IMAGE_OUTPUT,        40000000",
    "openai/gpt-4o-mini-tts,            AUDIO_OUTPUT,        12000000",
    "openai/gpt-4o-transcribe,          AUDIO_INPUT,         6000000",
    "openai/gpt-4o-audio-preview,       AUDIO_INPUT,         40000000",
    "anthropic/claude-sonnet-4-5,       INPUT,               3000000",
    "anthropic/claude-sonnet-4-5,       CACHED_INPUT,        300000",
    "anthropic/claude-sonnet-4-5,       CACHE_CREATION,      3750000",
    "anthropic/claude-sonnet-4-5,       CACHE_CREATION_LONG, 6000000",
    "gcp/gemini-2.5-flash,              CACHED_INPUT,        30000",
    "gcp/gemini-2.5-flash,              AUDIO_INPUT,         1000000",
    "gcp/gemini-2.5-flash,              IMAGE_INPUT,         300000",
    "gcp/gemini-2.5-pro,                AUDIO_INPUT,         1250000",
    "gcp/gemini-2.0-flash-lite,         INPUT,               75000",
    "aws/google.gemma-3-12b-it,         INPUT,               50000",
    "openrouter/openai/gpt-oss-20b:free, INPUT,              0",
    "openrouter/openai/gpt-oss-20b:free, OUTPUT,             0",
  })
  void a_price_is_the_sources_to_the_picodollar(String model, TokenClass tokenClass, long picos) {
    assertThat(entry(model).prices().base().listed(tokenClass)).hasValue(picos);
  }

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-3.5-turbo,          CACHED_INPUT",
    "openai/gpt-5-pro,              CACHED_INPUT",
    "openai/gpt-4.1-nano,           AUDIO_INPUT",
    "openai/gpt-4.1-nano,           REASONING",
    "openai/whisper-1,              INPUT",
    "openrouter/openai/gpt-audio,   AUDIO_INPUT",
    "azure/model-router,            OUTPUT",
    "groq/whisper-large-v3,         INPUT",
    "cloudflare-ai-gateway/openai/gpt-3.5-turbo, CACHED_INPUT",
  })
  void a_price_that_nobody_states_is_absent_and_not_zero(String model, TokenClass tokenClass) {
    assertThat(entry(model).prices().base().listed(tokenClass)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,       1250000, 125000",
    "200000,  1250000, 125000",
    "200001,  2500000, 250000",
    "1000000, 2500000, 250000",
  })
  void a_tier_holds_above_its_threshold(long inputTokens, long input, long cached) {
    Rates rates = entry("gcp/gemini-2.5-pro").prices().at(inputTokens);

    assertThat(rates.listed(TokenClass.INPUT)).hasValue(input);
    assertThat(rates.listed(TokenClass.CACHED_INPUT)).hasValue(cached);
  }

  @Test
  void several_tiers_hold_one_after_the_other() {
    Prices prices = entry("aihubmix/doubao-seed-2-0-pro").prices();

    assertThat(prices.tiers())
        .extracting(PriceTier::aboveInputTokens)
        .containsExactly(32_000L, 128_000L);
    assertThat(prices.at(40_000)).isEqualTo(prices.tiers().getFirst().rates());
    assertThat(prices.at(130_000)).isEqualTo(prices.tiers().getLast().rates());
  }

  @Test
  void a_fast_mode_has_prices_of_its_own() {
    assertThat(entry("anthropic/claude-opus-4-8").prices().modes().get("fast"))
        .isNotNull()
        .extracting(rates -> rates.listed(TokenClass.INPUT))
        .isEqualTo(OptionalLong.of(10_000_000));
  }

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4.1-nano, LLM",
    "openai/text-embedding-3-large, EMBEDDING",
    "openai/gpt-image-1, IMAGE",
    "openai/gpt-4o-transcribe, STT",
    "openai/gpt-4o-mini-tts, TTS",
    "openai/gpt-realtime, REALTIME",
    "openai/gpt-4o-audio-preview, LLM",
    "xai/grok-imagine-video, VIDEO",
    "xai/grok-imagine-image, IMAGE",
    "gcp/gemini-2.5-flash-image, IMAGE",
    "gcp/gemini-2.5-flash-preview-tts, TTS",
    "gcp/gemini-embedding-001, EMBEDDING",
    "groq/whisper-large-v3, STT",
    "vercel/cohere/rerank-v3.5, RERANK",
    "vercel/openai/gpt-realtime-2, REALTIME",
    "evroc/intfloat/multilingual-e5-large-instruct, EMBEDDING",
    "digitalocean/bge-reranker-v2-m3, RERANK",
    "azure/gpt-5.1, LLM",
    "amazon-bedrock/google.gemma-3-12b-it, LLM",
  })
  void a_model_is_of_the_kind_of_work_it_does(String model, ModelType type) {
    assertThat(entry(model).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4.1-nano,         TOOLS,             YES",
    "openai/gpt-4.1-nano,         STRUCTURED_OUTPUT, YES",
    "openai/gpt-4.1-nano,         REASONING,         NO",
    "openai/gpt-4.1,              DOCUMENTS,         YES",
    "openai/gpt-5,                TEMPERATURE,       NO",
    "openai/gpt-5,                REASONING,         YES",
    "anthropic/claude-opus-4-7,   TEMPERATURE,       NO",
    "anthropic/claude-sonnet-4-5, STRUCTURED_OUTPUT, YES",
    "anthropic/claude-sonnet-4-0, STRUCTURED_OUTPUT, NO",
    "groq/openai/gpt-oss-120b,    STRUCTURED_OUTPUT, YES",
    "gcp/gemini-2.5-flash,        AUDIO_INPUT,       YES",
    "gcp/gemini-2.5-flash,        VIDEO_INPUT,       YES",
    "deepseek/deepseek-v4-pro,    INTERLEAVED_REASONING, YES",
    "openai/gpt-4o-transcribe,    TOOLS,             UNKNOWN",
    "azure/gpt-5.1,               IMAGE_OUTPUT,      NO",
  })
  void a_capability_is_known_or_not(String model, Capability capability, Support support) {
    assertThat(entry(model).supports(capability)).isEqualTo(support);
  }

  @Test
  void limits_and_reasoning_are_the_sources() {
    ModelEntry gpt5 = entry("openai/gpt-5");

    assertThat(gpt5.limits())
        .isEqualTo(
            new Limits(
                OptionalLong.of(400_000), OptionalLong.of(272_000), OptionalLong.of(128_000)));
    assertThat(gpt5.reasoning().efforts()).containsExactly("minimal", "low", "medium", "high");
    assertThat(entry("gcp/gemini-2.5-flash").reasoning().maxBudget()).hasValue(24_576);
    assertThat(entry("deepseek/deepseek-v4-pro").reasoning().echoField())
        .contains("reasoning_content");
  }

  @Test
  void a_limit_of_nothing_is_unknown() {
    assertThat(entry("openai/gpt-image-2").limits()).isEqualTo(Limits.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "gcp/gemini-2.0-flash, gemini-2.5-flash",
    "gcp/gemini-3.1-flash-lite-preview, gemini-3.1-flash-lite",
    "anthropic/claude-3-haiku-20240307, claude-haiku-4-5",
    "openai/gpt-4o-audio-preview, gpt-audio-1.5",
  })
  void a_deprecated_model_names_what_comes_after_it(String model, String successor) {
    assertThat(entry(model).lifecycle().deprecated()).isTrue();
    assertThat(entry(model).lifecycle().successor()).contains(successor);
  }

  @Test
  void every_successor_is_a_live_model_of_the_same_provider() {
    assertThat(catalog.models().filter(model -> model.lifecycle().successor().isPresent()))
        .isNotEmpty()
        .allSatisfy(model ->
            assertThat(catalog.models(model.provider()))
                .anySatisfy(other -> {
                  assertThat(other.id()).isEqualTo(model.lifecycle().successor().orElseThrow());
                  assertThat(other.lifecycle().deprecated()).isFalse();
                }));
  }

  @Test
  void every_entry_is_read_and_sane() {
    List<ModelEntry> all = catalog.models().toList();

    assertThat(all).hasSizeGreaterThan(5000);
    assertThat(all)
        .allSatisfy(model -> {
          assertThat(model.name()).isNotBlank();
          assertThat(model.modalities().input()).isNotEmpty();
          assertThat(model.modalities().output()).isNotEmpty();
          assertThat(model.lifecycle().released().orElse("2020-01"))
              .matches("20\\d\\d-\\d\\d(-\\d\\d)?");
          assertThat(model.prices().tiers())
              .allSatisfy(tier -> assertThat(tier.rates().known()).isTrue());
        });
  }

  @Test
  void no_price_is_out_of_this_world() {
    // A thousand dollars per million tokens: the dearest in the source is about six hundred.
    assertThat(catalog.models())
        .allSatisfy(model ->
            assertThat(model.prices().base().picosPerToken().values())
                .allSatisfy(picos -> assertThat(picos).isBetween(0L, 1_000_000_000L)));
  }

  @Test
  void every_id_finds_its_own_entry() {
    assertThat(catalog.models())
        .allSatisfy(model ->
            assertThat(catalog.find(model.provider(), model.id()))
                .map(found -> ModelNames.normal(found.id()))
                .contains(ModelNames.normal(model.id())));
  }

  @Test
  void provider_names_and_aliases_are_unique() {
    Set<String> names = new HashSet<>();
    for (CatalogProvider provider : catalog.providers()) {
      assertThat(names.add(provider.id())).as(provider.id()).isTrue();
      for (String alias : provider.aliases()) {
        assertThat(names.add(alias)).as(alias).isTrue();
      }
      assertThat(catalog.models(provider.id())).hasSize(provider.modelCount());
    }
  }

  @ParameterizedTest
  @EnumSource(Work.class)
  void the_default_model_of_each_kind_of_work_is_in_the_catalogue_and_does_it(Work work) {
    ModelEntry model = entry(work.defaultModel());

    if (work != Work.DOCUMENT_CHAT) { // The source knows gpt-4.1-nano with pictures only.
      assertThat(work.isDoneBy(model)).isTrue();
    }
    assertThat(model.prices().known()).isTrue();
  }

  private ModelEntry entry(String qualified) {
    int slash = qualified.indexOf('/');
    return catalog
        .find(qualified.substring(0, slash), qualified.substring(slash + 1))
        .orElseThrow(() -> new AssertionError(qualified + " is not in the catalogue"));
  }
}
