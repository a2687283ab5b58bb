package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.UnknownFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the top level of a caller's request.
 *
 * <p>A field that is not modelled becomes an {@link Extension} under its name; one within a
 * modelled object has a dotted path for its name ({@code output_config.task_budget}, {@code
 * tools[3].defer_loading}).
 */
final class CallerRequestReader {
  private static final Set<String> MODELLED =
      Set.of(
          "model",
          "messages",
          "system",
          "max_tokens",
          "stop_sequences",
          "stream",
          "temperature",
          "top_p",
          "top_k",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "metadata");

  private final Fields body;
  private final boolean isAnswered;
  private final List<Extension> extensions = new ArrayList<>();
  private final Set<String> read = new HashSet<>(MODELLED);

  /**
   * @param isAnswered whether an answer is wanted, so that a bound on it must be there
   */
  CallerRequestReader(Fields body, boolean isAnswered) {
    this.body = body;
    this.isAnswered = isAnswered;
  }

  CallerRequest read() {
    String model = body.text("model");
    if (model.isBlank()) {
      throw body.invalid("model", "the name of a model");
    }
    CallerMessageReader messages = new CallerMessageReader(extensions);
    CallerToolReader tools = new CallerToolReader(body, extensions);
    ChatRequest chat =
        new ChatRequest(
            model,
            messages.read(body),
            tools.tools(),
            tools.choice(),
            tools.parallel(),
            output(),
            sampling(),
            CallerThinking.read(body),
            endUser(),
            extensions());
    boolean stream = body.boolOr("stream", false);
    return new CallerRequest(chat, stream ? Delivery.STREAM : Delivery.WHOLE);
  }

  private Sampling sampling() {
    return new Sampling(
        orNull(body.optionalNumber("temperature", 0, 1)),
        orNull(body.optionalNumber("top_p", 0, 1)),
        orNull(body.optionalInteger("top_k", 0, Integer.MAX_VALUE)),
        maxTokens(),
        body.optionalTexts("stop_sequences"),
        null,
        null,
        null,
        null,
        null);
  }

  private @Nullable Integer maxTokens() {
    return isAnswered
        ? Integer.valueOf((int) body.integer("max_tokens", 0, Integer.MAX_VALUE))
        : orNull(body.optionalInteger("max_tokens", 0, Integer.MAX_VALUE));
  }

  /** {@code output_format} is the older place, which came with a beta header. */
  private OutputFormat output() {
    Optional<Fields> format =
        body.optionalObject("output_config").flatMap(config -> config.optionalObject("format"));
    if (format.isEmpty()) {
      format = body.optionalObject("output_format");
      read.add("output_format");
    }
    if (format.isEmpty()) {
      return new OutputFormat.Text();
    }
    if (!format.get().text("type").equals("json_schema")) {
      throw format.get().invalid("type", "json_schema");
    }
    Fields schema = format.get().object("schema");
    return new OutputFormat.JsonSchema(
        "response",
        Json.text(schema.node()),
        StrictSchema.isStrict(schema.node()) ? Boolean.TRUE : null,
        null);
  }

  private @Nullable String endUser() {
    return body.optionalObject("metadata")
        .flatMap(metadata -> metadata.optionalText("user_id"))
        .orElse(null);
  }

  private List<Extension> extensions() {
    extensions.addAll(
        UnknownFields.in(body.node(), MessagesShape.BODY, Dialect.ANTHROPIC_MESSAGES));
    addRest("metadata", Set.of("user_id"));
    addRest("output_config", Set.of("effort", "format"));
    for (Map.Entry<String, Located> field : body.all().entrySet()) {
      if (!read.contains(field.getKey())) {
        add(extensions, field.getKey(), field.getValue());
      }
    }
    return extensions;
  }

  private void addRest(String name, Set<String> known) {
    Optional<Fields> object = body.optionalObject(name);
    if (object.isPresent()) {
      for (Map.Entry<String, Located> field : object.get().all().entrySet()) {
        if (!known.contains(field.getKey())) {
          add(extensions, name + "." + field.getKey(), field.getValue());
        }
      }
    }
  }

  static void add(List<Extension> extensions, String name, Located value) {
    if (!value.node().isNull()) {
      extensions.add(new Extension(Dialect.ANTHROPIC_MESSAGES, name, Json.text(value.node())));
    }
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }

  private static @Nullable Integer orNull(OptionalLong value) {
    return value.isPresent() ? Integer.valueOf((int) value.getAsLong()) : null;
  }
}
