package dev.switchboard.wire.openai;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the top level of a chat completion request.
 *
 * <p>A field that is not modelled, and a modelled one whose word only some vendor knows, become an
 * {@link Extension}: the target decides. {@code stream_options.include_obfuscation} is ignored by
 * name, because what we write is never padded.
 */
final class ChatRequestReader {
  private static final Set<String> MODELLED =
      Set.of(
          "model",
          "messages",
          "tools",
          "tool_choice",
          "functions",
          "function_call",
          "parallel_tool_calls",
          "temperature",
          "top_p",
          "top_k",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          "n",
          "logprobs",
          "top_logprobs",
          "user",
          "stream",
          "stream_options");

  private final Fields body;
  private final Set<String> read = new HashSet<>(MODELLED);

  ChatRequestReader(Fields body) {
    this.body = body;
  }

  CallerRequest read() {
    String model = body.text("model");
    if (model.isBlank()) {
      throw body.invalid("model", "the name of a model");
    }
    List<Tool> tools = new ToolReader(body).tools();
    boolean legacy = body.optional("functions").isPresent() && body.optional("tools").isEmpty();
    ChatRequest chat =
        new ChatRequest(
            model,
            new MessageReader().messages(body),
            tools,
            new ToolReader(body).choice(tools),
            legacy ? Boolean.FALSE : body.optionalBool("parallel_tool_calls").orElse(null),
            output(),
            sampling(),
            new ReasoningFields(body, read).read(),
            body.optionalText("user").orElse(null),
            extensions());
    return new CallerRequest(
        chat, new Delivery(body.boolOr("stream", false), includeUsage(), legacy));
  }

  private boolean includeUsage() {
    return body.optionalObject("stream_options")
        .map(options -> options.boolOr("include_usage", false))
        .orElse(false);
  }

  private Sampling sampling() {
    boolean logprobs = body.boolOr("logprobs", false);
    Integer topLogprobs = bounded("top_logprobs", 0);
    return new Sampling(
        temperature(),
        orNull(body.optionalNumber("top_p", 0, 1)),
        bounded("top_k", -1),
        maxOutputTokens(),
        stop(),
        body.optionalInteger("seed").isPresent() ? Long.valueOf(body.integer("seed")) : null,
        orNull(body.optionalNumber("presence_penalty", -2, 2)),
        orNull(body.optionalNumber("frequency_penalty", -2, 2)),
        bounded("n", 1),
        logprobs ? Objects.requireNonNullElse(topLogprobs, 0) : null);
  }

  /** The newer field wins: callers that send both mean the older one for other providers. */
  private @Nullable Integer maxOutputTokens() {
    Integer older = bounded("max_tokens", 1);
    Integer newer = bounded("max_completion_tokens", 1);
    return newer == null ? older : newer;
  }

  private List<String> stop() {
    Optional<Located> stop = body.optional("stop");
    if (stop.isEmpty()) {
      return List.of();
    }
    if (stop.get().node().isString()) {
      return List.of(stop.get().text());
    }
    if (!stop.get().node().isArray()) {
      throw stop.get().invalid("a string or an array of strings");
    }
    return stop.get().texts();
  }

  private OutputFormat output() {
    Optional<Fields> format = body.optionalObject("response_format");
    if (format.isEmpty()) {
      return new OutputFormat.Text();
    }
    Optional<OutputFormat> known =
        switch (format.get().text("type")) {
          case "text" -> Optional.of(new OutputFormat.Text());
          case "json_object" -> Optional.of(jsonObject(format.get()));
          case "json_schema" -> Optional.of(jsonSchema(format.get()));
          default -> Optional.empty();
        };
    if (known.isPresent()) {
      read.add("response_format");
    }
    return known.orElse(new OutputFormat.Text());
  }

  /** Together and Fireworks take a schema beside {@code json_object}; their callers send it. */
  private static OutputFormat jsonObject(Fields format) {
    return format
        .optionalObject("schema")
        .<OutputFormat>map(
            schema -> new OutputFormat.JsonSchema("response", Json.text(schema.node()), null, null))
        .orElse(new OutputFormat.JsonObject());
  }

  private static OutputFormat jsonSchema(Fields format) {
    Fields schema = format.object("json_schema");
    return new OutputFormat.JsonSchema(
        schema.optionalText("name").orElse("response"),
        schema.optionalObject("schema").map(s -> Json.text(s.node())).orElse("{}"),
        schema.optionalBool("strict").orElse(null),
        schema.optionalText("description").orElse(null));
  }

  private List<Extension> extensions() {
    List<Extension> extensions =
        new ArrayList<>(UnknownFields.in(body.node(), ChatShape.BODY, Dialect.OPENAI_CHAT));
    for (Map.Entry<String, JsonNode> field : body.node().properties()) {
      if (!read.contains(field.getKey()) && !field.getValue().isNull()) {
        extensions.add(
            new Extension(Dialect.OPENAI_CHAT, field.getKey(), Json.text(field.getValue())));
      }
    }
    return extensions;
  }

  /** OpenAI takes 0 to 2; some servers take more, so that the upper bound is the target's. */
  private @Nullable Double temperature() {
    Double value = orNull(body.optionalNumber("temperature"));
    if (value != null && value < 0) {
      throw body.invalid("temperature", "a number of at least 0");
    }
    return value;
  }

  private @Nullable Integer bounded(String name, int min) {
    OptionalLong value = body.optionalInteger(name);
    if (value.isEmpty()) {
      return null;
    }
    if (value.getAsLong() < min || value.getAsLong() > Integer.MAX_VALUE) {
      throw body.invalid(name, "an integer of at least " + min);
    }
    return (int) value.getAsLong();
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
