package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code generationConfig}: sampling, bounds, the form of the answer, thinking.
 *
 * <p>What is not modelled becomes an {@link Extension} named {@code generationConfig.<name>}, but
 * for modalities when they ask for text alone, which some clients do on every call.
 */
final class GenerationConfigReader {
  private static final String PREFIX = "generationConfig.";
  private static final Name TEMPERATURE = Name.of("temperature");
  private static final Name TOP_P = Name.of("topP");
  private static final Name TOP_K = Name.of("topK");
  private static final Name MAX_OUTPUT_TOKENS = Name.of("maxOutputTokens");
  private static final Name STOP_SEQUENCES = Name.of("stopSequences");
  private static final Name SEED = Name.of("seed");
  private static final Name PRESENCE_PENALTY = Name.of("presencePenalty");
  private static final Name FREQUENCY_PENALTY = Name.of("frequencyPenalty");
  private static final Name CANDIDATE_COUNT = Name.of("candidateCount");
  private static final Name RESPONSE_LOGPROBS = Name.of("responseLogprobs");
  private static final Name LOGPROBS = Name.of("logprobs");
  private static final Name MIME_TYPE = Name.of("responseMimeType");
  private static final Name SCHEMA = Name.of("responseSchema");
  private static final Name JSON_SCHEMA = Name.of("responseJsonSchema");
  private static final Name FORMAT = Name.of("responseFormat");
  private static final Name THINKING = Name.of("thinkingConfig");
  private static final Name MODALITIES = Name.of("responseModalities");
  private static final Name INCLUDE_THOUGHTS = Name.of("includeThoughts");
  private static final Name THINKING_BUDGET = Name.of("thinkingBudget");
  private static final Name THINKING_LEVEL = Name.of("thinkingLevel");

  private static final Set<Name> MODELLED =
      Set.of(
          TEMPERATURE,
          TOP_P,
          TOP_K,
          MAX_OUTPUT_TOKENS,
          STOP_SEQUENCES,
          SEED,
          PRESENCE_PENALTY,
          FREQUENCY_PENALTY,
          CANDIDATE_COUNT,
          RESPONSE_LOGPROBS,
          LOGPROBS,
          MIME_TYPE,
          SCHEMA,
          JSON_SCHEMA,
          THINKING);

  private static final Map<String, Effort> LEVELS =
      Map.of(
          "MINIMAL", Effort.MINIMAL,
          "LOW", Effort.LOW,
          "MEDIUM", Effort.MEDIUM,
          "HIGH", Effort.HIGH);

  private final GeminiObject config;

  /**
   * @param extensions takes what is not modelled
   */
  GenerationConfigReader(GeminiObject config, List<Extension> extensions) {
    this.config = config;
    Set<Name> read = new HashSet<>(MODELLED);
    if (asksForText(config)) {
      read.add(MODALITIES);
    }
    if (formatOfText().isPresent()) {
      read.add(FORMAT);
    }
    if (drawsAsGeminiDoes()) {
      read.remove(TOP_P);
      read.remove(TOP_K);
    }
    Map<String, Located> others = new LinkedHashMap<>(config.others(read));
    RequestReader.extend(PREFIX, others, extensions);
  }

  private static boolean asksForText(GeminiObject config) {
    return config.texts(MODALITIES).stream()
        .allMatch(modality -> modality.equalsIgnoreCase("TEXT"));
  }

  /**
   * Whether tokens are to be drawn as Gemini models do by themselves. Google's own clients write
   * these defaults out; other vendors' models, of which some take none of them, have their own.
   */
  private boolean drawsAsGeminiDoes() {
    return config.integer(TOP_K, 0, Integer.MAX_VALUE).orElse(0) == 64
        && config.number(TOP_P).orElse(0) == 0.95;
  }

  Sampling sampling() {
    boolean own = drawsAsGeminiDoes();
    boolean logprobs = config.flag(RESPONSE_LOGPROBS);
    Integer topLogprobs = count(LOGPROBS, 0);
    return new Sampling(
        positive(TEMPERATURE),
        own ? null : positive(TOP_P),
        own ? null : count(TOP_K, 0),
        count(MAX_OUTPUT_TOKENS, 1),
        config.texts(STOP_SEQUENCES),
        seed(),
        number(PRESENCE_PENALTY),
        number(FREQUENCY_PENALTY),
        count(CANDIDATE_COUNT, 1),
        logprobs ? Integer.valueOf(topLogprobs == null ? 0 : topLogprobs) : null);
  }

  /**
   * The form of the answer.
   *
   * @throws FailureException with {@link Failure.Unsupported} for a form that only Google has
   */
  OutputFormat output() {
    String mimeType = config.text(MIME_TYPE).toLowerCase(Locale.ROOT);
    Optional<Located> jsonSchema = config.get(JSON_SCHEMA);
    Optional<Located> schema = config.get(SCHEMA);
    Optional<GeminiObject> format = formatOfText();
    if (format.isPresent() && jsonSchema.isEmpty()) {
      jsonSchema = format.get().get(Name.of("schema"));
      boolean isJson = format.get().text(Name.of("mimeType")).equals("APPLICATION_JSON");
      mimeType = isJson ? "application/json" : mimeType;
    }
    if (mimeType.equals("text/x.enum")) {
      throw new FailureException(
          new Failure.Unsupported(
              "responseMimeType", "responseMimeType: text/x.enum (expected: application/json)"));
    }
    if (!mimeType.isEmpty() && !mimeType.equals("application/json")) {
      if (mimeType.equals("text/plain")) {
        return new OutputFormat.Text();
      }
      throw config
          .get(MIME_TYPE)
          .orElseThrow()
          .invalid("text/plain, text/x.enum or application/json");
    }
    if (jsonSchema.isPresent()) {
      return schema(jsonSchema.get().fields().node());
    }
    if (schema.isPresent()) {
      return schema(SchemaReader.read(schema.get().fields().node()));
    }
    return mimeType.isEmpty() ? new OutputFormat.Text() : new OutputFormat.JsonObject();
  }

  private static OutputFormat schema(JsonNode schema) {
    return new OutputFormat.JsonSchema("response", Json.text(schema), null, null);
  }

  /** The newer spelling of the same; empty if it asks for other media as well. */
  private Optional<GeminiObject> formatOfText() {
    return config
        .object(FORMAT)
        .filter(format -> format.others(Set.of(Name.of("text"))).isEmpty())
        .flatMap(format -> format.object(Name.of("text")));
  }

  ReasoningRequest reasoning() {
    Optional<GeminiObject> thinking = config.object(THINKING);
    if (thinking.isEmpty()) {
      return ReasoningRequest.DEFAULT;
    }
    GeminiObject wish = thinking.get();
    OptionalLong budget = wish.integer(THINKING_BUDGET, -1, Integer.MAX_VALUE);
    return new ReasoningRequest(
        level(wish),
        budget.isPresent() ? Integer.valueOf((int) budget.getAsLong()) : null,
        wish.has(INCLUDE_THOUGHTS) ? Boolean.valueOf(wish.flag(INCLUDE_THOUGHTS)) : null);
  }

  /** Google takes the word in either case. */
  private static @Nullable Effort level(GeminiObject wish) {
    String word = wish.text(THINKING_LEVEL).toUpperCase(Locale.ROOT);
    if (word.isEmpty() || word.equals("THINKING_LEVEL_UNSPECIFIED")) {
      return null;
    }
    Effort level = LEVELS.get(word);
    if (level == null) {
      throw wish.get(THINKING_LEVEL).orElseThrow().invalid("MINIMAL, LOW, MEDIUM or HIGH");
    }
    return level;
  }

  private @Nullable Long seed() {
    OptionalLong seed = config.integer(SEED, Long.MIN_VALUE, Long.MAX_VALUE);
    return seed.isPresent() ? Long.valueOf(seed.getAsLong()) : null;
  }

  private @Nullable Integer count(Name name, int min) {
    OptionalLong value = config.integer(name, min, Integer.MAX_VALUE);
    return value.isPresent() ? Integer.valueOf((int) value.getAsLong()) : null;
  }

  /** Google's upper bounds differ by model, so that they are the target's. */
  private @Nullable Double positive(Name name) {
    Double value = number(name);
    if (value != null && value < 0) {
      throw config.get(name).orElseThrow().invalid("a number of at least 0");
    }
    return value;
  }

  private @Nullable Double number(Name name) {
    OptionalDouble value = config.number(name);
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
