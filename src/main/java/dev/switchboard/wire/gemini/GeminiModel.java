package dev.switchboard.wire.gemini;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Gemini model's name tells about the form in which it takes a request.
 *
 * <p>Google changes request forms by generation and tells it nowhere but in its documentation:
 * schemas are an OpenAPI subset before 2.5, thinking is a budget in 2.5 and a level from 3 on,
 * thought signatures are demanded from 3 on. A name that tells no generation ({@code
 * gemini-flash-latest}, a tuned model) gets the form that all generations from 2.5 on take.
 *
 * @param name the name at the provider without its resource path, lower case
 * @param generation major and minor in one number: 15, 20, 25, 30, 31; 0 when the name tells none
 * @param variant what follows the generation, such as {@code flash-lite}; or the whole name
 * @see <a href="https://ai.google.dev/gemini-api/docs/thinking">thinking</a>
 */
record GeminiModel(String name, int generation, String variant) {
  private static final Pattern VERSIONED = Pattern.compile("gemini-(\\d)(?:\\.(\\d))?(?:-(.*))?");

  /** How thinking is asked for. */
  enum Thinking {
    /** Not at all: the model does not think, or not adjustably. */
    NONE,
    /** By a number of tokens. */
    BUDGET,
    /** By a word. */
    LEVEL
  }

  /** The words for thinking, from the least. */
  enum Level {
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH
  }

  static GeminiModel of(String upstreamModel) {
    String name =
        upstreamModel.substring(upstreamModel.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    Matcher match = VERSIONED.matcher(name);
    if (!match.matches()) {
      return new GeminiModel(name, 0, name);
    }
    int minor = match.group(2) == null ? 0 : Integer.parseInt(match.group(2));
    String variant = match.group(3) == null ? "" : match.group(3);
    return new GeminiModel(name, Integer.parseInt(match.group(1)) * 10 + minor, variant);
  }

  /** Whether schemas must be the OpenAPI subset instead of JSON Schema. */
  boolean takesSchemaSubsetOnly() {
    return isBefore(25);
  }

  /** Whether a schema or JSON mode may be asked for beside functions. */
  boolean takesFormatBesideTools() {
    return !isBefore(30);
  }

  /** Whether the mode that holds calls to their schema without forcing one exists. */
  boolean takesValidatedCalls() {
    return !isBefore(25);
  }

  /** Whether a tool call of the current turn without a thought signature is an error. */
  boolean demandsSignatures() {
    return generation >= 30 || (generation == 0 && name.startsWith("gemini-"));
  }

  /** Whether media may stand within a function's response, and each with its own resolution. */
  boolean takesMediaInResults() {
    return generation >= 30;
  }

  Thinking thinking() {
    if (isBefore(25) || variant.contains("tts") || name.startsWith("gemma-3")) {
      return Thinking.NONE;
    }
    if (variant.contains("image") && !isFlashImageOfThree()) {
      return Thinking.NONE;
    }
    return generation >= 30 ? Thinking.LEVEL : Thinking.BUDGET;
  }

  /** The levels that the model knows, if it takes levels. */
  Set<Level> levels() {
    if (isFlashImageOfThree()) {
      return EnumSet.of(Level.MINIMAL, Level.HIGH);
    }
    if (!isPro()) {
      return EnumSet.allOf(Level.class);
    }
    return generation == 30
        ? EnumSet.of(Level.LOW, Level.HIGH)
        : EnumSet.of(Level.LOW, Level.MEDIUM, Level.HIGH);
  }

  /** The fewest tokens of thinking that can be asked for, beside none. */
  int minBudget() {
    if (isPro()) {
      return 128;
    }
    return variant.contains("lite") ? 512 : 1;
  }

  /** The most tokens of thinking that can be asked for. */
  int maxBudget() {
    return isPro() ? 32_768 : 24_576;
  }

  /** Whether thinking can be turned off, or nearly so where it is asked for by level. */
  boolean canStopThinking() {
    return !isPro();
  }

  /** Whether reasoning tokens of the other model mean something to this one. */
  boolean isFamilyOf(GeminiModel other) {
    if (generation == 0 || other.generation == 0) {
      return name.equals(other.name);
    }
    return generation / 10 == other.generation / 10;
  }

  private boolean isPro() {
    return variant.startsWith("pro") || variant.startsWith("gemini-pro");
  }

  private boolean isFlashImageOfThree() {
    return generation >= 30 && variant.startsWith("flash") && variant.contains("image");
  }

  private boolean isBefore(int bound) {
    return generation != 0 && generation < bound;
  }
}
