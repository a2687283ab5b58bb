package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.Delivery;
import dev.switchboard.wire.UnknownFields;
import dev.switchboard.wire.openai.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads the top level of a request.
 *
 * <p>What says only how the answer is kept and delivered ({@code store}, {@code background}, {@code
 * stream_options}) is the surface's and is no part of the conversation.
 */
final class RequestReader {
  private static final Set<String> MODELLED =
      Set.of(
          "model",
          "input",
          "instructions",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "temperature",
          "top_p",
          "max_output_tokens",
          "presence_penalty",
          "frequency_penalty",
          "top_logprobs",
          "text",
          "reasoning",
          "user",
          "include",
          "truncation",
          "stream",
          "stream_options",
          "store",
          "background");

  private static final String LOGPROBS = "message.output_text.logprobs";
  private static final String ENCRYPTED = "reasoning.encrypted_content";

  private final Fields body;
  private final List<Extension> extensions = new ArrayList<>();

  RequestReader(Fields body) {
    this.body = body;
  }

  CallerRequest read() {
    String model = body.text("model");
    if (model.isBlank()) {
      throw body.invalid("model", "the name of a model");
    }
    refuseWhatIsNotKept();
    ToolReader tools = new ToolReader(body);
    tools.extension().ifPresent(extensions::add);
    Sampling sampling = sampling();
    OutputFormat output = output();
    ReasoningRequest reasoning = reasoning();
    readTruncation();
    readOthers();
    extensions.addAll(UnknownFields.in(body.node(), ResponsesShape.BODY, Dialect.OPENAI_RESPONSES));
    ChatRequest chat =
        new ChatRequest(
            model,
            new InputReader().read(body),
            tools.tools(),
            tools.choice(),
            body.optionalBool("parallel_tool_calls").orElse(null),
            output,
            sampling,
            reasoning,
            body.optionalText("user").orElse(null),
            extensions);
    return new CallerRequest(chat, new Delivery(body.boolOr("stream", false), true, false));
  }

  private void refuseWhatIsNotKept() {
    if (body.optional("conversation").isPresent()) {
      throw new FailureException(
          new Failure.Unsupported(
              "conversation",
              "conversation: conversations are not kept here (expected: previous_response_id, or"
                  + " the earlier items in input)"));
    }
    if (body.optional("previous_response_id").isPresent()) {
      throw body.invalid("previous_response_id", "the id of a response that is kept here");
    }
  }

  private Sampling sampling() {
    Integer topLogprobs = bounded("top_logprobs", 0);
    List<String> include = include();
    boolean logprobs = include.contains(LOGPROBS) || (topLogprobs != null && topLogprobs > 0);
    return new Sampling(
        temperature(),
        orNull(body.optionalNumber("top_p", 0, 1)),
        null,
        bounded("max_output_tokens", 1),
        List.of(),
        null,
        orNull(body.optionalNumber("presence_penalty", -2, 2)),
        orNull(body.optionalNumber("frequency_penalty", -2, 2)),
        null,
        logprobs ? Integer.valueOf(topLogprobs == null ? 0 : topLogprobs) : null);
  }

  /** Tokens of reasoning are always told; other wishes are about hosted tools. */
  private List<String> include() {
    List<String> include = body.optionalTexts("include");
    ArrayNode rest = Json.array();
    include.stream()
        .filter(wish -> !wish.equals(LOGPROBS) && !wish.equals(ENCRYPTED))
        .forEach(rest::add);
    if (!rest.isEmpty()) {
      extend("include", rest);
    }
    return include;
  }

  private OutputFormat output() {
    Optional<Fields> text = body.optionalObject("text");
    if (text.isEmpty()) {
      return new OutputFormat.Text();
    }
    text.get().optionalText("verbosity").ifPresent(v -> extend("verbosity", Json.tree(v)));
    Optional<Fields> format = text.get().optionalObject("format");
    if (format.isEmpty()) {
      return new OutputFormat.Text();
    }
    return switch (format.get().text("type")) {
      case "text" -> new OutputFormat.Text();
      case "json_object" -> new OutputFormat.JsonObject();
      case "json_schema" -> schema(format.get());
      default -> throw format.get().invalid("type", "one of json_object, json_schema, text");
    };
  }

  private static OutputFormat schema(Fields format) {
    // Some callers nest it as the chat dialect does.
    Fields schema = format.optionalObject("json_schema").orElse(format);
    return new OutputFormat.JsonSchema(
        schema.optionalText("name").orElse("response"),
        schema.optionalObject("schema").map(s -> Json.text(s.node())).orElse("{}"),
        schema.optionalBool("strict").orElse(null),
        schema.optionalText("description").orElse(null));
  }

  private ReasoningRequest reasoning() {
    Optional<Fields> reasoning = body.optionalObject("reasoning");
    if (reasoning.isEmpty()) {
      return ReasoningRequest.DEFAULT;
    }
    Fields fields = reasoning.get();
    for (Map.Entry<String, JsonNode> field : fields.node().properties()) {
      boolean read = Set.of("effort", "summary", "generate_summary").contains(field.getKey());
      if (!read && !field.getValue().isNull()) {
        extend("reasoning." + field.getKey(), field.getValue());
      }
    }
    boolean visible =
        fields.optionalText("summary").isPresent()
            || fields.optionalText("generate_summary").isPresent();
    return new ReasoningRequest(
        fields.optionalChoice("effort", Words.EFFORTS).orElse(null),
        null,
        visible ? Boolean.TRUE : null);
  }

  private void readTruncation() {
    boolean auto =
        body.optionalChoice("truncation", Map.of("auto", true, "disabled", false)).orElse(false);
    if (auto) {
      extend("truncation", Json.tree("auto"));
    }
  }

  private void readOthers() {
    for (Map.Entry<String, JsonNode> field : body.node().properties()) {
      if (!MODELLED.contains(field.getKey()) && !field.getValue().isNull()) {
        extend(field.getKey(), field.getValue());
      }
    }
  }

  private void extend(String name, JsonNode value) {
    extensions.add(new Extension(Dialect.OPENAI_RESPONSES, name, Json.text(value)));
  }

  private @Nullable Double temperature() {
    Double value = orNull(body.optionalNumber("temperature"));
    if (value != null && value < 0) {
      throw body.invalid("temperature", "a number of at least 0");
    }
    return value;
  }

  private @Nullable Integer bounded(String name, int min) {
    OptionalLong value = body.optionalInteger(name, min, Integer.MAX_VALUE);
    return value.isPresent() ? Integer.valueOf((int) value.getAsLong()) : null;
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
