package dev.switchboard.wire.cohere;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads whole answers. The plan before tool calls is a thought. */
final class AnswerReader {
  private final ProviderFaults faults;

  AnswerReader(ProviderFaults faults) {
    this.faults = faults;
  }

  ChatResponse read(byte[] body) {
    try {
      return read(Fields.of(Json.parseReply(body)));
    } catch (InvalidJsonException e) {
      throw new FailureException(faults.unreadable(e));
    } catch (InvalidFieldException e) {
      throw new FailureException(faults.unreadable(e));
    }
  }

  private ChatResponse read(Fields answer) {
    String id = answer.optionalText("id").orElse("");
    Fields message = answer.object("message");
    List<Content> content = new ArrayList<>();
    message
        .optionalText("tool_plan")
        .filter(plan -> !plan.isEmpty())
        .ifPresent(plan -> content.add(new Content.Reasoning(plan, null)));
    message.optionalObjects("content").forEach(part -> add(part, content));
    message.optionalItems("citations").forEach(citation -> content.add(citation(citation.node())));
    int number = 0;
    for (Fields call : message.optionalObjects("tool_calls")) {
      Fields function = call.object("function");
      content.add(
          new Content.ToolCall(
              callId(call, id, number++),
              function.text("name"),
              function.optionalText("arguments").orElse(""),
              null));
    }
    String reason =
        answer
            .optionalText("finish_reason")
            .orElseThrow(
                () -> new FailureException(faults.noEnd("the answer has no finish reason")));
    if (Words.isFailure(reason)) {
      throw new FailureException(faults.failed(Kind.SERVER_ERROR, 200, "had an error"));
    }
    return new ChatResponse(
        id,
        "",
        content,
        Words.stop(reason, number > 0),
        reason,
        null,
        Words.usage(answer.node().path("usage")));
  }

  private static void add(Fields part, List<Content> content) {
    switch (part.text("type")) {
      case "text" -> {
        String text = part.text("text");
        if (!text.isEmpty()) {
          content.add(new Content.Text(text));
        }
      }
      case "thinking" -> {
        String thought = part.text("thinking");
        if (!thought.isEmpty()) {
          content.add(new Content.Reasoning(thought, null));
        }
      }
      default -> content.add(opaque(part.node()));
    }
  }

  /** The call's id; one of ours, the same at each reading, if the provider gave none. */
  static String callId(Fields call, String answerId, int number) {
    return call.optionalText("id")
        .filter(id -> !id.isEmpty())
        .orElseGet(() -> ToolCallIds.hashed(answerId + '/' + number));
  }

  static Content citation(JsonNode citation) {
    return opaque(Json.object().put("type", "citation").set("citation", citation));
  }

  private static Content opaque(JsonNode part) {
    return new Content.Opaque(Dialect.COHERE_CHAT, Json.text(part));
  }
}
