package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the deltas of one choice, or its whole message, into events.
 *
 * <p>What has no event of its own and would cut the text into pieces ({@code annotations}, {@code
 * logprobs}) is kept and told at the end.
 */
final class DeltaReader {
  private final String provider;
  private final ToolCallDeltas calls;
  private final ArrayNode annotations = Json.array();
  private final ArrayNode otherParts = Json.array();
  private final ObjectNode logprobs = Json.object();
  private final StringBuilder plainThought = new StringBuilder();
  private boolean refused;

  DeltaReader(String provider) {
    this.provider = provider;
    this.calls = new ToolCallDeltas(provider);
  }

  /** Whether the model called a tool so far. */
  boolean calledTools() {
    return calls.any();
  }

  /** Whether the model refused in words so far. */
  boolean refused() {
    return refused;
  }

  void read(Fields delta, String answerId, String model, List<StreamEvent> out) {
    readReasoning(delta, model, out);
    delta.optional("content").ifPresent(content -> readContent(content, out));
    delta
        .optionalText("refusal")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> {
          refused = true;
          out.add(new StreamEvent.RefusalDelta(text));
        });
    delta.optionalObject("audio").ifPresent(audio -> readAudio(audio, out));
    for (Fields image : delta.optionalObjects("images")) {
      out.add(new StreamEvent.Part(image(image)));
    }
    delta.optionalArray("annotations").ifPresent(annotations::addAll);
    List<Fields> toolCalls = delta.optionalObjects("tool_calls");
    for (Fields call : toolCalls) {
      calls.read(call, answerId, model, out);
    }
    if (toolCalls.isEmpty()) {
      delta
          .optionalObject("function_call")
          .ifPresent(call -> calls.readLegacy(call, answerId, model, out));
    }
  }

  /**
   * The details may repeat the plain text, beside it or behind all of it when the token comes; the
   * text is told once, from where it is richer.
   */
  private void readReasoning(Fields delta, String model, List<StreamEvent> out) {
    List<Content.Reasoning> details = new ArrayList<>();
    for (Fields detail : delta.optionalObjects("reasoning_details")) {
      ReasoningSlots.readDetail(detail, provider, model).ifPresent(details::add);
    }
    if (details.stream().allMatch(detail -> detail.text().isEmpty())) {
      ReasoningSlots.text(delta)
          .ifPresent(text -> {
            plainThought.append(text);
            out.add(new StreamEvent.ReasoningDelta(text));
          });
    }
    for (Content.Reasoning detail : details) {
      boolean told = !plainThought.isEmpty() && detail.text().contentEquals(plainThought);
      tell(told ? new Content.Reasoning("", detail.signature()) : detail, out);
      plainThought.setLength(0);
    }
  }

  private static void tell(Content.Reasoning reasoning, List<StreamEvent> out) {
    if (!reasoning.text().isEmpty()) {
      out.add(new StreamEvent.ReasoningDelta(reasoning.text()));
    }
    if (reasoning.signature() != null) {
      out.add(new StreamEvent.ReasoningSigned(reasoning.signature()));
    }
  }

  /** A text, or an array of chunks: Mistral's way to mix text, thoughts and references. */
  private void readContent(Located content, List<StreamEvent> out) {
    if (!content.node().isArray()) {
      addText(content.text(), out);
      return;
    }
    for (Fields part : content.objects()) {
      switch (part.optionalText("type").orElse("")) {
        case "text" -> addText(part.text("text"), out);
        case "thinking" ->
            ReasoningSlots.readBlock(part).forEach(reasoning -> tell(reasoning, out));
        case "image_url" -> out.add(new StreamEvent.Part(image(part)));
        default -> otherParts.add(part.node());
      }
    }
  }

  private static void addText(String text, List<StreamEvent> out) {
    if (!text.isEmpty()) {
      out.add(new StreamEvent.TextDelta(text));
    }
  }

  private static Content image(Fields image) {
    List<Content> parts = new ArrayList<>();
    ObjectNode typed = image.node().deepCopy().put("type", "image_url");
    new PartReader().read(new Fields(typed, image.pointer()), parts);
    return parts.getFirst();
  }

  /** What is said is told as text beside the sound. */
  private static void readAudio(Fields audio, List<StreamEvent> out) {
    audio.optionalText("transcript").ifPresent(text -> addText(text, out));
    Optional<String> data = audio.optionalText("data").filter(text -> !text.isEmpty());
    data.map(base64 -> new MediaSource.Inline(AudioFormats.sniff(base64), base64))
        .map(source -> new StreamEvent.Part(new Content.Audio(source)))
        .ifPresent(out::add);
  }

  void keepLogprobs(Fields delta) {
    for (Map.Entry<String, JsonNode> list : delta.node().properties()) {
      if (list.getValue() instanceof ArrayNode more) {
        logprobs.withArray(list.getKey()).addAll(more);
      }
    }
  }

  /**
   * Tells what was kept.
   *
   * @return false if a tool call cannot be told
   */
  boolean end(List<StreamEvent> out) {
    if (!calls.end(out)) {
      return false;
    }
    if (!otherParts.isEmpty()) {
      out.add(new StreamEvent.Part(Opaques.field(Opaques.CONTENT_PARTS, otherParts)));
    }
    if (!annotations.isEmpty()) {
      out.add(new StreamEvent.Part(Opaques.field(Opaques.ANNOTATIONS, annotations)));
    }
    if (!logprobs.isEmpty()) {
      out.add(new StreamEvent.Part(Opaques.field(Opaques.LOGPROBS, logprobs)));
    }
    return true;
  }
}
