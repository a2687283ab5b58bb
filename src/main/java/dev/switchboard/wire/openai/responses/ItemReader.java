package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads output items as they grow, or whole where their growth was not told. */
final class ItemReader {
  private static final String FUNCTION = "function_call";
  private static final String CUSTOM = "custom_tool_call";

  /** A call that was told of. */
  private static final class Call {
    private final int index;
    private boolean hasArguments;

    Call(int index) {
      this.index = index;
    }
  }

  private final String provider;
  private final Map<Long, Call> open = new HashMap<>();
  private final Set<Long> grown = new HashSet<>();
  private final Set<Long> done = new HashSet<>();
  private String model = "";
  private @Nullable String thoughtPart;
  private int calls;
  private boolean refused;

  ItemReader(String provider) {
    this.provider = provider;
  }

  void model(String reported) {
    model = reported;
  }

  boolean calledTools() {
    return calls > 0;
  }

  boolean refused() {
    return refused;
  }

  /** Whether an event of this type says more than that something goes on. */
  boolean reads(String type) {
    return switch (type) {
      case "response.output_item.added",
          "response.output_item.done",
          "response.output_text.delta",
          "response.refusal.delta",
          "response.reasoning_summary_text.delta",
          "response.reasoning_text.delta",
          "response.reasoning.delta",
          "response.function_call_arguments.delta" ->
          true;
      default -> false;
    };
  }

  void read(String type, Fields event, List<StreamEvent> out) {
    long index = event.optionalInteger("output_index").orElse(0);
    switch (type) {
      case "response.output_item.added" -> added(index, event.object("item"), out);
      case "response.output_item.done" -> done(index, event.object("item"), out);
      case "response.output_text.delta" -> text(index, event.text("delta"), out);
      case "response.refusal.delta" -> refusal(index, event.text("delta"), out);
      case "response.function_call_arguments.delta" -> {
        Call call = open.get(index);
        if (call == null) {
          throw event.invalid("output_index", "the place of a call that was told of");
        }
        grow(call, event.text("delta"), out);
      }
      default -> thought(index, event, out);
    }
  }

  /** What the whole output has and no event has told. */
  void readRest(JsonNode output, List<StreamEvent> out) {
    if (output.isArray()) {
      for (int i = 0; i < output.size(); i++) {
        if (!done.contains((long) i)) {
          done(i, Fields.of(output.get(i)), out);
        }
      }
    }
    open.values().stream()
        .sorted((a, b) -> a.index - b.index)
        .forEach(call -> out.add(new StreamEvent.ToolCallEnded(call.index)));
    open.clear();
  }

  private void text(long index, String delta, List<StreamEvent> out) {
    grown.add(index);
    out.add(new StreamEvent.TextDelta(delta));
  }

  private void refusal(long index, String delta, List<StreamEvent> out) {
    grown.add(index);
    refused = true;
    out.add(new StreamEvent.RefusalDelta(delta));
  }

  private void thought(long index, Fields event, List<StreamEvent> out) {
    grown.add(index);
    JsonNode node = event.node();
    String part =
        index + "/" + node.path("summary_index").asString(node.path("content_index").asString(""));
    String delta = event.text("delta");
    boolean next = thoughtPart != null && !thoughtPart.equals(part);
    out.add(new StreamEvent.ReasoningDelta(next ? "\n\n" + delta : delta));
    thoughtPart = part;
  }

  private void added(long index, Fields item, List<StreamEvent> out) {
    String type = item.optionalText("type").orElse("");
    if ((type.equals(FUNCTION) || type.equals(CUSTOM)) && !open.containsKey(index)) {
      start(index, item, out);
    }
  }

  private Call start(long index, Fields item, List<StreamEvent> out) {
    Call call = new Call(calls++);
    open.put(index, call);
    String id =
        item.optionalText("call_id")
            .filter(given -> !given.isEmpty())
            .or(() -> item.optionalText("id"))
            .filter(given -> !given.isEmpty())
            .orElse("call_" + call.index);
    String name = item.text("name");
    String namespace = item.optionalText("namespace").orElse(null);
    out.add(new StreamEvent.ToolCallStarted(call.index, id, ToolNames.flat(namespace, name), null));
    return call;
  }

  private static void grow(Call call, String arguments, List<StreamEvent> out) {
    if (!arguments.isEmpty()) {
      call.hasArguments = true;
      out.add(new StreamEvent.ToolCallDelta(call.index, arguments));
    }
  }

  private void done(long index, Fields item, List<StreamEvent> out) {
    if (!done.add(index)) {
      return;
    }
    switch (item.optionalText("type").orElse("")) {
      case FUNCTION -> endCall(index, item, item.optionalText("arguments").orElse(""), out);
      case CUSTOM ->
          endCall(
              index,
              item,
              Json.text(Json.object().put(ToolNames.INPUT, item.optionalText("input").orElse(""))),
              out);
      case "message" -> message(index, item, out);
      case "reasoning" -> reasoning(index, item, out);
      case "image_generation_call" -> image(item, out);
      default -> out.add(opaque(Dialect.OPENAI_RESPONSES, item.node()));
    }
  }

  private void endCall(long index, Fields item, String arguments, List<StreamEvent> out) {
    Call call = open.containsKey(index) ? open.get(index) : null;
    if (call == null) {
      call = start(index, item, out);
    }
    if (!call.hasArguments) {
      grow(call, arguments, out);
    }
    open.remove(index);
    out.add(new StreamEvent.ToolCallEnded(call.index));
  }

  private void message(long index, Fields item, List<StreamEvent> out) {
    boolean told = grown.contains(index);
    for (Fields part : item.optionalObjects("content")) {
      String type = part.optionalText("type").orElse("");
      if (!told && (type.equals("output_text") || type.equals("text"))) {
        text(index, part.text("text"), out);
      } else if (!told && type.equals("refusal")) {
        refusal(index, part.text("refusal"), out);
      }
      trailers(part.node(), out);
    }
  }

  /** Citations and probabilities, in the form in which the chat dialect's answers have them. */
  private static void trailers(ObjectNode part, List<StreamEvent> out) {
    ArrayNode annotations = Json.array();
    for (JsonNode annotation : part.path("annotations")) {
      String type = annotation.path("type").asString("");
      if (annotation instanceof ObjectNode flat && !type.isEmpty()) {
        ObjectNode inner = flat.deepCopy();
        inner.remove("type");
        annotations.addObject().put("type", type).set(type, inner);
      }
    }
    if (!annotations.isEmpty()) {
      ObjectNode json = Json.object().put("type", "annotations");
      json.set("annotations", annotations);
      out.add(opaque(Dialect.OPENAI_CHAT, json));
    }
    if (part.path("logprobs").isArray() && !part.path("logprobs").isEmpty()) {
      ObjectNode json = Json.object().put("type", "logprobs");
      json.putObject("logprobs").set("content", part.path("logprobs"));
      out.add(opaque(Dialect.OPENAI_CHAT, json));
    }
  }

  private void reasoning(long index, Fields item, List<StreamEvent> out) {
    if (!grown.contains(index)) {
      StringBuilder text = new StringBuilder();
      for (String slot : List.of("summary", "content")) {
        for (Fields part : item.optionalObjects(slot)) {
          text.append(text.isEmpty() ? "" : "\n\n").append(part.optionalText("text").orElse(""));
        }
      }
      if (!text.isEmpty()) {
        out.add(new StreamEvent.ReasoningDelta(text.toString()));
      }
    }
    thoughtPart = null;
    item.optionalText("encrypted_content")
        .filter(token -> !token.isEmpty())
        .ifPresent(token ->
            out.add(
                new StreamEvent.ReasoningSigned(
                    new Signature(
                        Signature.Kind.ENCRYPTED,
                        token,
                        new Origin(Dialect.OPENAI_RESPONSES, provider, model)))));
  }

  private static void image(Fields item, List<StreamEvent> out) {
    String format = item.optionalText("output_format").orElse("png");
    item.optionalText("result")
        .filter(result -> !result.isEmpty())
        .map(result -> new Content.Image(new MediaSource.Inline("image/" + format, result), null))
        .ifPresent(image -> out.add(new StreamEvent.Part(image)));
  }

  private static StreamEvent opaque(Dialect dialect, ObjectNode json) {
    return new StreamEvent.Part(new Content.Opaque(dialect, Json.text(json)));
  }
}
