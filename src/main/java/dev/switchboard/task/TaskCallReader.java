package dev.switchboard.task;

import dev.switchboard.ir.Prefer;
import dev.switchboard.ir.ReasoningRequest.Effort;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.pipeline.Guardrails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a native call; what it does not know becomes a warning, never an error. */
public final class TaskCallReader {
  /** What a function's name may be. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");

  private static final int MAX_TAGS = 8;
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}");
  private static final Pattern SPAN_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "instructions",
          "input",
          "input_schema",
          "output_schema",
          "model",
          "tools",
          "temperature",
          "top_p",
          "max_tokens",
          "reasoning_effort",
          "examples",
          "route",
          "tags",
          "parent_span_id",
          "trace_id",
          "guard",
          "stream",
          "stream_options",
          "metadata");
  private static final Set<String> OF_MODELS = Set.of("name", "options", "extra_headers");
  private static final Set<String> OPTIONS =
      Set.of(
          "temperature",
          "top_p",
          "max_tokens",
          "reasoning_effort",
          "voice",
          "speed",
          "language",
          "size",
          "quality",
          "background");
  private static final Map<String, Effort> EFFORTS =
      Map.of(
          "none",
          Effort.NONE,
          "minimal",
          Effort.MINIMAL,
          "low",
          Effort.LOW,
          "medium",
          Effort.MEDIUM,
          "high",
          Effort.HIGH,
          "xhigh",
          Effort.XHIGH,
          "max",
          Effort.MAX);
  private static final Set<String> FORBIDDEN_HEADERS =
      Set.of(
          "authorization",
          "x-api-key",
          "x-goog-api-key",
          "api-key",
          "proxy-authorization",
          "cookie",
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "accept-encoding");

  private TaskCallReader() {}

  /** Whether the body asks for a stream. */
  public static boolean wantsStream(JsonNode body) {
    return body.path("stream").asBoolean(false);
  }

  /**
   * Reads a body.
   *
   * @param nameInPath the function's name when the path says it; null when the body must
   * @throws InvalidFieldException naming the offending field
   */
  public static TaskCall read(JsonNode body, @Nullable String nameInPath) {
    return read(Fields.of(body), nameInPath);
  }

  private static TaskCall read(Fields body, @Nullable String nameInPath) {
    String name = nameInPath == null ? body.text("name") : nameInPath;
    if (!NAME.matcher(name).matches()) {
      throw new InvalidFieldException(
          "/name",
          name.length() <= 200 ? name : name.substring(0, 200) + "…",
          "letters, digits and . _ / - , at most 128, the first a letter or digit");
    }
    List<String> warnings = new ArrayList<>();
    for (String unknown : body.unknown(KNOWN)) {
      warnings.add("field " + unknown + " is not known and was ignored");
    }
    Guardrails.requireNone(body);
    Prefer prefer =
        body.optionalObject("route")
            .flatMap(route -> route.optionalChoice("prefer", Prefer.BY_WORD))
            .orElse(Prefer.BALANCED);
    JsonNode input = body.optional("input").map(Located::node).orElse(null);
    TaskCall.Definition definition =
        new TaskCall.Definition(
            body.optionalText("instructions").orElse(null),
            schema(body, "input_schema"),
            schema(body, "output_schema"),
            models(body, warnings));
    if (input == null && definition.instructions() == null && nameInPath == null) {
      throw new InvalidFieldException(
          "/input", "nothing", "an input, or instructions that declare the function");
    }
    TaskCall.Streamed streamed =
        body.optionalObject("stream_options")
            .map(o -> new TaskCall.Streamed(o.boolOr("fields", false), o.boolOr("media", false)))
            .orElse(new TaskCall.Streamed(false, false));
    body.optionalBool("stream");
    return new TaskCall(
        name,
        definition,
        input,
        tools(body),
        examples(body),
        options(body),
        attribution(body),
        prefer,
        streamed,
        warnings);
  }

  private static @Nullable ObjectNode schema(Fields body, String name) {
    return body.optionalObject(name).map(Fields::node).orElse(null);
  }

  /** The {@code model} field of a stored body. */
  static List<TaskCall.ModelChoice> models(JsonNode body) {
    return models(Fields.of(body), new ArrayList<>());
  }

  private static List<TaskCall.ModelChoice> models(Fields body, List<String> warnings) {
    Optional<Located> model = body.optional("model");
    if (model.isEmpty()) {
      return List.of();
    }
    if (!model.get().node().isArray()) {
      return List.of(model(model.get(), warnings));
    }
    List<TaskCall.ModelChoice> models = new ArrayList<>();
    for (Located item : model.get().items()) {
      models.add(model(item, warnings));
    }
    if (models.isEmpty()) {
      throw new InvalidFieldException("/model", "[]", "at least one model");
    }
    return models;
  }

  private static TaskCall.ModelChoice model(Located node, List<String> warnings) {
    if (node.node().isString()) {
      return new TaskCall.ModelChoice(
          notEmpty(node), TaskCall.Options.NONE, TaskCall.MediaOptions.NONE, Map.of());
    }
    if (!node.node().isObject()) {
      throw node.invalid("a model's name, or an object with name, options and extra_headers");
    }
    Fields fields = node.fields();
    warn(fields, OF_MODELS, "field", warnings);
    fields.optionalObject("options").ifPresent(o -> warn(o, OPTIONS, "option", warnings));
    TaskCall.Options options =
        fields.optionalObject("options").map(TaskCallReader::options).orElse(TaskCall.Options.NONE);
    return new TaskCall.ModelChoice(
        notEmpty(fields.required("name")),
        options,
        fields
            .optionalObject("options")
            .map(TaskCallReader::mediaOptions)
            .orElse(TaskCall.MediaOptions.NONE),
        fields.optionalObject("extra_headers").map(TaskCallReader::headers).orElse(Map.of()));
  }

  private static void warn(Fields fields, Set<String> known, String noun, List<String> warnings) {
    for (String unknown : fields.unknown(known)) {
      warnings.add(noun + " " + unknown + " of a model is not known and was ignored");
    }
  }

  private static String notEmpty(Located name) {
    String text = name.text();
    if (text.isBlank() || text.length() > 300) {
      throw name.invalid("a model's name");
    }
    return text;
  }

  private static Map<String, String> headers(Fields fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    fields
        .all()
        .forEach((name, value) -> {
          if (FORBIDDEN_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            throw value.invalid("no header that the gateway sets itself");
          }
          headers.put(name, value.text());
        });
    return headers;
  }

  private static TaskCall.Options options(Fields fields) {
    OptionalDouble temperature = fields.optionalNumber("temperature", 0, 2);
    OptionalDouble topP = fields.optionalNumber("top_p", 0, 1);
    OptionalLong maxTokens = fields.optionalInteger("max_tokens", 1, Integer.MAX_VALUE);
    return new TaskCall.Options(
        temperature.isPresent() ? temperature.getAsDouble() : null,
        topP.isPresent() ? topP.getAsDouble() : null,
        maxTokens.isPresent() ? (int) maxTokens.getAsLong() : null,
        fields.optionalChoice("reasoning_effort", EFFORTS).orElse(null));
  }

  private static TaskCall.MediaOptions mediaOptions(Fields fields) {
    OptionalDouble speed = fields.optionalNumber("speed", 0.25, 4);
    Optional<Located> size = fields.optional("size");
    if (size.isPresent() && !SIZE.matcher(size.get().text()).matches()) {
      throw size.get().invalid("WIDTHxHEIGHT in pixels, such as 1024x1024");
    }
    return new TaskCall.MediaOptions(
        fields.optionalText("voice").orElse(null),
        speed.isPresent() ? speed.getAsDouble() : null,
        fields.optionalText("language").orElse(null),
        size.map(Located::text).orElse(null),
        fields.optionalText("quality").orElse(null),
        fields
            .optionalChoice("background", Map.of("transparent", "transparent", "opaque", "opaque"))
            .orElse(null));
  }

  private static List<Tool> tools(Fields body) {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : body.optionalObjects("tools")) {
      tools.add(tool(tool));
    }
    return tools;
  }

  /** A tool as the native API writes it: {@code {name, description?, parameters?}}. */
  static Tool tool(Fields tool) {
    return new Tool.Function(
        tool.text("name"),
        tool.optionalText("description").orElse(null),
        tool.optionalObject("parameters").map(p -> Json.text(p.node())).orElse(null),
        null,
        null);
  }

  private static List<TaskCall.Example> examples(Fields body) {
    List<TaskCall.Example> examples = new ArrayList<>();
    for (Fields example : body.optionalObjects("examples")) {
      examples.add(
          new TaskCall.Example(
              example.required("input").node(), example.required("output").node()));
    }
    return examples;
  }

  private static TaskCall.Attribution attribution(Fields body) {
    Map<String, String> tags = new LinkedHashMap<>();
    Optional<Fields> given = body.optionalObject("tags");
    given.ifPresent(g -> g.all().forEach((name, value) -> tags.put(name, value.text())));
    if (tags.size() > MAX_TAGS) {
      throw body.invalid("tags", "at most " + MAX_TAGS + " tags");
    }
    return new TaskCall.Attribution(
        tags,
        id(body, "trace_id", TRACE_ID, "32 hexadecimal digits"),
        id(body, "parent_span_id", SPAN_ID, "16 hexadecimal digits"),
        body.optionalObject("metadata").map(m -> Json.text(m.node())).orElse(null));
  }

  private static @Nullable String id(Fields body, String name, Pattern form, String expected) {
    Optional<Located> id = body.optional(name);
    if (id.isEmpty()) {
      return null;
    }
    String text = id.get().text();
    if (!form.matcher(text).matches()) {
      throw id.get().invalid(expected);
    }
    return text;
  }
}
