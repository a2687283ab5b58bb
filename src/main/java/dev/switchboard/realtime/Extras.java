package dev.switchboard.realtime;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What a caller asks for in its dialect's own words, as far as a model has it that neither hears
 * nor speaks: some is honoured, some is left out and told, and what would make another conversation
 * of it is refused.
 *
 * @param parallelToolCalls null when not said
 * @param passed on to the chat model
 * @param left out
 */
record Extras(
    @Nullable Boolean parallelToolCalls,
    ReasoningRequest reasoning,
    List<Extension> passed,
    List<Note> left) {
  private static final String PARALLEL = "parallel_tool_calls";
  private static final String REASONING = "reasoning";

  /** Changes how something is recorded, kept or filtered, not what is said. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "tracing",
          "truncation",
          "include",
          "noise_reduction",
          "idle_timeout_ms",
          "metadata",
          "sessionResumption",
          "contextWindowCompression",
          "historyConfig",
          "languageCode",
          "thinkingConfig",
          "proactivity");

  private static final Map<String, ReasoningRequest.Effort> EFFORTS =
      Stream.of(ReasoningRequest.Effort.values())
          .collect(Collectors.toMap(e -> e.name().toLowerCase(Locale.ROOT), e -> e));

  Extras {
    passed = List.copyOf(passed);
    left = List.copyOf(left);
  }

  /**
   * Reads them.
   *
   * @throws FailureException with {@link Failure.Unsupported} for what cannot be left out
   * @throws dev.switchboard.json.InvalidFieldException for a field of the wrong type
   */
  static Extras of(RealtimeConfig config) {
    Boolean parallel = null;
    ReasoningRequest reasoning = ReasoningRequest.DEFAULT;
    List<Extension> passed = new ArrayList<>();
    List<Note> left = new ArrayList<>();
    for (Extension extension : config.extensions()) {
      String name = extension.name();
      if (extension.dialect() == Dialect.GEMINI_GENERATE) {
        passed.add(extension);
      } else if (name.equals(PARALLEL)) {
        parallel = field(extension).optionalBool(name).orElse(null);
      } else if (name.equals(REASONING)) {
        reasoning = reasoning(field(extension).object(name));
      } else if (LEFT_OUT.contains(name)) {
        left.add(
            new Note(Note.Kind.OMITTED, name, name + ": not available for this model; left out"));
      } else if (!isUsual(extension)) {
        throw new FailureException(
            new Failure.Unsupported(name, name + ": not available for this model"));
      }
    }
    return new Extras(parallel, reasoning, passed, left);
  }

  /** Whether it asks for what happens anyhow. */
  private static boolean isUsual(Extension extension) {
    return extension.name().equals("conversation") && extension.json().equals("\"auto\"");
  }

  private static Fields field(Extension extension) {
    return Fields.of(Json.object().set(extension.name(), Json.parse(extension.json())));
  }

  private static ReasoningRequest reasoning(Fields given) {
    return given
        .optionalChoice("effort", EFFORTS)
        .map(effort -> new ReasoningRequest(effort, null, null))
        .orElse(ReasoningRequest.DEFAULT);
  }

  /**
   * What a caller is told that its session is set to: what was left out is not, and OpenAI's
   * dialect says so in {@code warnings}, a field of ours.
   */
  RealtimeConfig told(RealtimeConfig config) {
    if (left.isEmpty()) {
      return config;
    }
    Set<String> names = left.stream().map(Note::subject).collect(Collectors.toSet());
    List<Extension> kept =
        new ArrayList<>(
            config.extensions().stream().filter(e -> !names.contains(e.name())).toList());
    ArrayNode warnings = Json.object().putArray("warnings");
    left.forEach(note -> warnings.add(note.text()));
    kept.add(new Extension(Dialect.OPENAI_REALTIME, "warnings", Json.text((JsonNode) warnings)));
    return config.withExtensions(kept);
  }
}
