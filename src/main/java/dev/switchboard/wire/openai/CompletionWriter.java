package dev.switchboard.wire.openai;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.WireBody;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Writes one whole {@code chat.completion}; one instance per answer. */
final class CompletionWriter {
  private final ChatResponse response;
  private final AnswerHead head;
  private final AnswerParts parts;
  private final ObjectNode choice = Json.object();
  private final ObjectNode message = Json.object();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<Note> notes = new ArrayList<>();

  CompletionWriter(ChatResponse response, AnswerHead head) {
    this.response = response;
    this.head = head;
    this.parts = new AnswerParts(head);
  }

  WireBody write() {
    message.put("role", "assistant").putNull("content").putNull("refusal");
    choice.put("index", 0).set("message", message);
    choice.putNull("logprobs");
    response.content().forEach(this::add);
    boolean silent = refusal.isEmpty() && !message.has("tool_calls");
    if (!text.isEmpty() || (silent && !message.has("function_call"))) {
      message.put("content", text.toString());
    }
    if (!refusal.isEmpty()) {
      message.put("refusal", refusal.toString());
    }
    if (!reasoning.isEmpty()) {
      message.put("reasoning_content", reasoning.toString());
    }
    choice.put(
        "finish_reason",
        FinishWords.write(
            response.stopReason(), head.delivery().legacyFunctions(), !refusal.isEmpty()));
    return new WireBody(Json.write(completion()), notes);
  }

  private void add(Content part) {
    switch (part) {
      case Content.Text t -> text.append(t.text());
      case Content.Refusal r -> refusal.append(r.text());
      case Content.Reasoning r -> addReasoning(r);
      case Content.ToolCall call -> addCall(call);
      case Content.Image _,
          Content.Audio _,
          Content.Video _,
          Content.Document _,
          Content.Opaque _,
          Content.ToolResult _,
          Content.CachePoint _ ->
          parts.write(part, message, choice).ifPresent(notes::add);
    }
  }

  private void addReasoning(Content.Reasoning part) {
    reasoning.append(part.text());
    if (part.signature() != null) {
      int index = message.withArray("reasoning_details").size();
      message
          .withArray("reasoning_details")
          .add(ReasoningSlots.writeDetail(part.text(), part.signature(), index));
    }
  }

  private void addCall(Content.ToolCall call) {
    if (!head.delivery().legacyFunctions()) {
      message.withArray("tool_calls").add(AnswerParts.call(call));
    } else if (message.has("function_call")) {
      notes.add(
          new Note(
              Note.Kind.OMITTED,
              "choices[0].message.function_call",
              "the older function_call holds one call, the model made more"));
    } else {
      message
          .putObject("function_call")
          .put("name", call.name())
          .put("arguments", AnswerParts.arguments(call));
    }
  }

  private ObjectNode completion() {
    ObjectNode completion = Json.object();
    completion.put("id", response.id().isEmpty() ? head.id() : response.id());
    completion.put("object", "chat.completion").put("created", head.createdSeconds());
    String reported = response.reportedModel();
    completion.put("model", reported.isEmpty() ? head.model() : reported);
    completion.putArray("choices").add(choice);
    UsageWriter.write(response.usage()).ifPresent(usage -> completion.set("usage", usage));
    return completion;
  }
}
