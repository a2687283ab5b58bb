package dev.switchboard.wire.bedrock;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Declined;
import dev.switchboard.wire.ForeignPart;
import dev.switchboard.wire.Remarks;
import dev.switchboard.wire.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The parts of messages as blocks. */
final class Blocks {
  private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /** What Claude takes at most. */
  private static final int CACHE_POINTS = 4;

  private final String provider;
  private final BedrockModel model;
  private final Remarks remarks;
  private final Media media;
  private int cachePoints;

  Blocks(String provider, BedrockModel model, Remarks remarks) {
    this.provider = provider;
    this.model = model;
    this.remarks = remarks;
    this.media = new Media(remarks);
  }

  static ObjectNode text(String text) {
    return Json.object().put("text", text);
  }

  void appendAll(List<Content> parts, List<ObjectNode> blocks, String where) {
    for (Content part : parts) {
      append(part, blocks, where);
    }
  }

  /**
   * Appends a part that stands by itself.
   *
   * @param where what it stands in, for messages
   */
  void append(Content part, List<ObjectNode> blocks, String where) {
    switch (part) {
      case Content.Text text -> appendText(text.text(), blocks);
      case Content.Refusal refusal -> appendText(refusal.text(), blocks);
      case Content.Image image -> blocks.add(media.image(image));
      case Content.Document document -> blocks.add(media.document(document));
      case Content.Video video -> blocks.add(media.video(video));
      case Content.Audio audio -> blocks.add(media.audio(audio));
      case Content.CachePoint point -> cachePoint(point, blocks).ifPresent(blocks::add);
      case Content.Opaque opaque -> blocks.add(opaque(opaque));
      case Content.Reasoning _ ->
          remarks.omitted("reasoning", "a thought in " + where + " was left out");
      case Content.ToolCall _ ->
          throw Declined.invalid("", "a tool call stands in " + where + " (expected: assistant)");
      case Content.ToolResult _ ->
          throw Declined.invalid("", "a tool result stands in " + where + " (expected: tool)");
    }
  }

  /** Blank texts are rejected and say nothing. */
  private static void appendText(String text, List<ObjectNode> blocks) {
    if (!text.isBlank()) {
      blocks.add(text(text));
    }
  }

  Optional<ObjectNode> cachePoint(Content.CachePoint point, List<ObjectNode> before) {
    if (!model.takesCachePoints()) {
      remarks.omitted("cache_control", "the model has no prompt cache that can be marked");
      return Optional.empty();
    }
    if (before.isEmpty() || before.getLast().has("cachePoint")) {
      remarks.omitted("cache_control", "a cache mark without content before it was left out");
      return Optional.empty();
    }
    if (++cachePoints > CACHE_POINTS) {
      remarks.omitted("cache_control", "cache marks over " + CACHE_POINTS + " were left out");
      return Optional.empty();
    }
    ObjectNode mark = Json.object().put("type", "default");
    if (point.ttl() != null) {
      mark.put("ttl", point.ttl());
    }
    return Optional.of(Json.object().set("cachePoint", mark));
  }

  /** A thought, if it was made here; any other cannot be read by this model. */
  Optional<ObjectNode> thought(Content.Reasoning reasoning) {
    Content.Signature signature = reasoning.signature();
    if (signature == null
        || signature.kind() == Content.Signature.Kind.ENCRYPTED
        || !isOurs(signature.origin())) {
      remarks.omitted(
          "reasoning", "thoughts of another model or without a signature were left out");
      return Optional.empty();
    }
    ObjectNode content = Json.object();
    if (signature.kind() == Content.Signature.Kind.REDACTED) {
      content.put("redactedContent", signature.value());
    } else {
      content
          .putObject("reasoningText")
          .put("text", reasoning.text())
          .put("signature", signature.value());
    }
    return Optional.of(Json.object().set("reasoningContent", content));
  }

  private boolean isOurs(Origin origin) {
    return origin.dialect() == Dialect.BEDROCK_CONVERSE
        && (origin.provider().isEmpty() || origin.provider().equals(provider))
        && (origin.model().isEmpty() || model.isFamilyOf(origin.model()));
  }

  /** A call under its name in this request. */
  ObjectNode toolUse(Content.ToolCall call, String id) {
    if (call.signature() != null) {
      remarks.omitted("reasoning", "a tool call's token of another model was left out");
    }
    ObjectNode use =
        Json.object().put("toolUseId", id).put("name", requireName(call.name(), "/messages"));
    use.set("input", ToolArguments.object(call.arguments(), remarks));
    return Json.object().set("toolUse", use);
  }

  /** A result of the call that has this name in the request. */
  ObjectNode toolResult(Content.ToolResult result, String id) {
    List<ObjectNode> inner = new ArrayList<>();
    for (Content part : result.content()) {
      if (part instanceof Content.Audio) {
        throw Declined.unsupported("audio", "a tool result may hold no audio");
      }
      if (part instanceof Content.CachePoint) {
        remarks.omitted("cache_control", "a cache mark within a tool result was left out");
      } else {
        append(part, inner, "a tool result");
      }
    }
    if (inner.isEmpty()) {
      inner.add(text("(no output)"));
    }
    ObjectNode block = Json.object().put("toolUseId", id);
    block.putArray("content").addAll(inner);
    if (result.error()) {
      block.put("status", "error");
    }
    return Json.object().set("toolResult", block);
  }

  /** A tool's name, which this dialect restricts. */
  static String requireName(String name, String pointer) {
    if (!TOOL_NAME.matcher(name).matches()) {
      throw Declined.unsupported(
          "tools",
          pointer
              + ": the tool name "
              + Json.quote(Declined.shown(name))
              + " is not taken (expected: 1 to 64 letters, digits, _ and -)");
    }
    return name;
  }

  private static ObjectNode opaque(Content.Opaque opaque) {
    if (opaque.dialect() != Dialect.BEDROCK_CONVERSE) {
      throw Declined.unsupported("content", ForeignPart.named(opaque) + " is not taken");
    }
    try {
      if (Json.parse(opaque.json()) instanceof ObjectNode object) {
        return object;
      }
    } catch (InvalidJsonException _) {
      // Refused below like any other non-object.
    }
    throw Declined.invalid("", "a content block is no JSON object");
  }
}
