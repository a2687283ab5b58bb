package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Tool;
import java.util.List;

/**
 * The sandbox's own count of tokens: four characters each, rounded up for every part; it is cheap,
 * always the same and of the right size for English.
 */
final class Tokens {
  private static final int CHARACTERS = 4;

  /** What a picture, a sound or a document counts, whatever its size. */
  private static final long MEDIA = 256;

  /** Speaker and separators. */
  private static final long PER_MESSAGE = 3;

  private Tokens() {}

  static long count(String text) {
    return Math.ceilDiv(text.codePointCount(0, text.length()), CHARACTERS);
  }

  /** The beginning of a text that has at most this many tokens. */
  static String cut(String text, long tokens) {
    if (count(text) <= tokens) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, (int) (tokens * CHARACTERS)));
  }

  static long input(ChatRequest request) {
    long tokens = 0;
    for (Message message : request.messages()) {
      tokens += PER_MESSAGE + parts(message.content());
    }
    for (Tool tool : request.tools()) {
      tokens += tool(tool);
    }
    return request.output() instanceof OutputFormat.JsonSchema json
        ? tokens + count(json.schema())
        : tokens;
  }

  private static long parts(List<Content> parts) {
    long tokens = 0;
    for (Content part : parts) {
      tokens += part(part);
    }
    return tokens;
  }

  private static long part(Content part) {
    return switch (part) {
      case Content.Text text -> count(text.text());
      case Content.Reasoning reasoning -> count(reasoning.text());
      case Content.Refusal refusal -> count(refusal.text());
      case Content.ToolCall call -> count(call.name()) + count(call.arguments());
      case Content.ToolResult result -> parts(result.content());
      case Content.Opaque opaque -> count(opaque.json());
      case Content.CachePoint _ -> 0;
      case Content.Image _, Content.Audio _, Content.Video _, Content.Document _ -> MEDIA;
    };
  }

  private static long tool(Tool tool) {
    return switch (tool) {
      case Tool.Function function ->
          count(function.name())
              + (function.description() == null ? 0 : count(function.description()))
              + (function.parameters() == null ? 0 : count(function.parameters()));
      case Tool.Opaque opaque -> count(opaque.json());
    };
  }
}
