package dev.switchboard.task;

import dev.switchboard.ir.Prefer;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Tool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of the native API, read and checked.
 *
 * @param name the function's name
 * @param definition what the function is; parts that the caller left out are null
 * @param input null when the call only declares the function
 * @param tools what the model may call
 * @param examples shown to the model before the input
 * @param options how to draw tokens, for all models
 * @param attribution where the call belongs
 * @param prefer as {@code route.prefer} says; balanced when it does not
 * @param streamed what a stream's caller wants beside text
 * @param warnings what was ignored, in words for the caller
 */
public record TaskCall(
    String name,
    Definition definition,
    @Nullable JsonNode input,
    List<Tool> tools,
    List<Example> examples,
    Options options,
    Attribution attribution,
    Prefer prefer,
    Streamed streamed,
    List<String> warnings) {
  public TaskCall {
    Objects.requireNonNull(name);
    Objects.requireNonNull(definition);
    tools = List.copyOf(tools);
    examples = List.copyOf(examples);
    Objects.requireNonNull(options);
    Objects.requireNonNull(attribution);
    Objects.requireNonNull(prefer);
    Objects.requireNonNull(streamed);
    warnings = List.copyOf(warnings);
  }

  /** The same call with what the function's stored revision adds. */
  public TaskCall withDefinition(Definition other) {
    return new TaskCall(
        name, other, input, tools, examples, options, attribution, prefer, streamed, warnings);
  }

  /** The same call with other examples. */
  public TaskCall withExamples(List<Example> others) {
    return new TaskCall(
        name, definition, input, tools, others, options, attribution, prefer, streamed, warnings);
  }

  /** The input as a text; empty for none. */
  String question() {
    return input == null ? "" : StoredExample.text(input);
  }

  /** The same call with one more warning. */
  public TaskCall withWarning(String warning) {
    List<String> more = new java.util.ArrayList<>(warnings);
    more.add(warning);
    return new TaskCall(
        name, definition, input, tools, examples, options, attribution, prefer, streamed, more);
  }

  /** The same call with another input. */
  public TaskCall withInput(JsonNode other) {
    return new TaskCall(
        name, definition, other, tools, examples, options, attribution, prefer, streamed, warnings);
  }

  /**
   * What a stream's caller wants beside text.
   *
   * @param fields whether growing fields
   * @param media whether sounds while they are made
   */
  public record Streamed(boolean fields, boolean media) {}

  /**
   * What a function is; null where nothing is said.
   *
   * @param models in the order of preference; empty when nothing is said
   */
  public record Definition(
      @Nullable String instructions,
      @Nullable ObjectNode inputSchema,
      @Nullable ObjectNode outputSchema,
      List<ModelChoice> models) {
    public Definition {
      models = List.copyOf(models);
    }
  }

  /**
   * One model of the fallback order.
   *
   * @param options for this model alone; they go before the call's
   * @param media how what it makes is to be, or what it hears is
   * @param extraHeaders sent to its provider
   */
  public record ModelChoice(
      String name, Options options, MediaOptions media, Map<String, String> extraHeaders) {
    public ModelChoice {
      Objects.requireNonNull(name);
      Objects.requireNonNull(options);
      Objects.requireNonNull(media);
      extraHeaders = Map.copyOf(extraHeaders);
    }
  }

  /**
   * How pictures and sounds are to be made, or heard; null where nothing is said.
   *
   * @param voice the provider's name of it
   * @param speed 0.25 to 4; 1 is the usual
   * @param language of a sound that is heard, ISO 639-1
   * @param size of a picture, {@code WIDTHxHEIGHT} in pixels
   * @param quality a word of the provider's
   * @param background {@code transparent} or {@code opaque}
   */
  public record MediaOptions(
      @Nullable String voice,
      @Nullable Double speed,
      @Nullable String language,
      @Nullable String size,
      @Nullable String quality,
      @Nullable String background) {
    /** Nothing said. */
    public static final MediaOptions NONE = new MediaOptions(null, null, null, null, null, null);
  }

  /** How to draw tokens; null where nothing is said. */
  public record Options(
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Integer maxTokens,
      @Nullable Effort reasoningEffort) {
    /** Nothing said. */
    public static final Options NONE = new Options(null, null, null, null);

    /** These, and the other's where these say nothing. */
    public Options or(Options other) {
      return new Options(
          temperature == null ? other.temperature : temperature,
          topP == null ? other.topP : topP,
          maxTokens == null ? other.maxTokens : maxTokens,
          reasoningEffort == null ? other.reasoningEffort : reasoningEffort);
    }
  }

  /** An input with the output it should have. */
  public record Example(JsonNode input, JsonNode output) {}

  /**
   * Where a call belongs; null where nothing is said.
   *
   * @param metadata a JSON object as text
   */
  public record Attribution(
      Map<String, String> tags,
      @Nullable String traceId,
      @Nullable String parentSpanId,
      @Nullable String metadata) {
    public Attribution {
      tags = Map.copyOf(tags);
    }
  }
}
