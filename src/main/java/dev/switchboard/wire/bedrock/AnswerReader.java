package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ToolArguments;
import dev.switchboard.wire.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads whole answers. Blocks of Bedrock's own tools and of unknown kinds are kept as they are; a
 * citation follows its text, in the form in which a stream brings it.
 */
final class AnswerReader {
  private final Origin origin;
  private final BedrockFailures failures;

  AnswerReader(String provider, BedrockFailures failures) {
    this.origin = new Origin(Dialect.BEDROCK_CONVERSE, provider, "");
    this.failures = failures;
  }

  ChatResponse read(byte[] body) {
    try {
      return read(Fields.of(Json.parseReply(body)));
    } catch (InvalidJsonException e) {
      throw new FailureException(failures.unreadable(e));
    } catch (InvalidFieldException e) {
      throw new FailureException(failures.unreadable(e));
    }
  }

  private ChatResponse read(Fields answer) {
    List<Content> content = new ArrayList<>();
    for (Fields block : answer.object("output").object("message").objects("content")) {
      add(block, content);
    }
    boolean calledTool = content.stream().anyMatch(Content.ToolCall.class::isInstance);
    String reason =
        answer
            .optionalText("stopReason")
            .orElseThrow(
                () -> new FailureException(failures.noEnd("the answer has no stop reason")));
    return new ChatResponse(
        "",
        "",
        content,
        StopWords.of(reason, calledTool),
        reason,
        stopSequence(answer).orElse(null),
        UsageReader.read(answer.node().path("usage")));
  }

  /** The stop text, which comes among what a model answers beside. */
  static Optional<String> stopSequence(Fields holder) {
    return holder
        .optionalObject("additionalModelResponseFields")
        .flatMap(fields -> fields.optionalText("stop_sequence"));
  }

  private void add(Fields block, List<Content> content) {
    if (block.has("text")) {
      addText(block.text("text"), content);
    } else if (block.has("toolUse") && !block.object("toolUse").has("type")) {
      Fields use = block.object("toolUse");
      long number = content.stream().filter(Content.ToolCall.class::isInstance).count();
      content.add(
          new Content.ToolCall(
              callId(use, number),
              use.text("name"),
              ToolArguments.text(use.node().path("input")),
              null));
    } else if (block.has("reasoningContent")) {
      thought(block.object("reasoningContent"), origin).ifPresent(content::add);
    } else if (block.has("citationsContent")) {
      Fields cited = block.object("citationsContent");
      cited
          .optionalObjects("content")
          .forEach(t -> addText(t.optionalText("text").orElse(""), content));
      cited.optionalItems("citations").forEach(c -> content.add(citation(c.node())));
    } else if (block.has("image")) {
      content.add(image(block));
    } else {
      content.add(opaque(block.node()));
    }
  }

  private static void addText(String text, List<Content> content) {
    if (!text.isEmpty()) {
      content.add(new Content.Text(text));
    }
  }

  /** The call's id; one of ours, the same at each reading, if the provider gave none. */
  static String callId(Fields use, long number) {
    return use.optionalText("toolUseId")
        .filter(id -> !id.isEmpty())
        .orElseGet(() -> ToolCallIds.hashed("bedrock/" + number));
  }

  /** A thought; empty for one that says nothing. */
  static Optional<Content.Reasoning> thought(Fields content, Origin origin) {
    Optional<String> redacted = content.optionalText("redactedContent");
    if (redacted.isPresent()) {
      return Optional.of(
          new Content.Reasoning(
              "", new Content.Signature(Content.Signature.Kind.REDACTED, redacted.get(), origin)));
    }
    Fields thought = content.object("reasoningText");
    String text = thought.optionalText("text").orElse("");
    String signature = thought.optionalText("signature").orElse("");
    if (signature.isEmpty()) {
      return text.isEmpty() ? Optional.empty() : Optional.of(new Content.Reasoning(text, null));
    }
    return Optional.of(
        new Content.Reasoning(
            text, new Content.Signature(Content.Signature.Kind.SIGNATURE, signature, origin)));
  }

  static Content citation(JsonNode citation) {
    return opaque(Json.object().set("citation", citation));
  }

  private static Content image(Fields block) {
    Fields image = block.object("image");
    Optional<String> bytes =
        image.optionalObject("source").flatMap(source -> source.optionalText("bytes"));
    return bytes.isEmpty()
        ? opaque(block.node())
        : new Content.Image(
            new MediaSource.Inline("image/" + image.text("format"), bytes.get()), null);
  }

  static Content.Opaque opaque(JsonNode block) {
    return new Content.Opaque(Dialect.BEDROCK_CONVERSE, Json.text(block));
  }
}
