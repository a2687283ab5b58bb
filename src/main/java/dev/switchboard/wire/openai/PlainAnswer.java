package dev.switchboard.wire.openai;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Names;
import dev.switchboard.json.Tokens;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The quick reader of the whole answer that most are: one choice, a text, usage. Builds no tree but
 * of odd usage, because an answer that is passed on is read too.
 *
 * <p>Whatever it does not know, or finds wrong, it leaves to {@link ChunkReader}.
 */
final class PlainAnswer {
  private static final Names NAMES =
      Names.of(
          "id",
          "object",
          "created",
          "model",
          "choices",
          "usage",
          "service_tier",
          "system_fingerprint",
          "index",
          "message",
          "logprobs",
          "finish_reason",
          "role",
          "content",
          "refusal",
          "annotations",
          "tool_calls",
          "prompt_tokens",
          "completion_tokens",
          "total_tokens",
          "prompt_tokens_details",
          "completion_tokens_details",
          "cached_tokens",
          "audio_tokens",
          "reasoning_tokens",
          "accepted_prediction_tokens",
          "rejected_prediction_tokens");

  private final Tokens tokens;
  private boolean chosen;
  private boolean told;
  private @Nullable String id;
  private @Nullable String model;
  private @Nullable String text;
  private @Nullable String word;
  private @Nullable Usage usage;

  private PlainAnswer(byte[] body) {
    this.tokens = new Tokens(body, NAMES);
  }

  /** The answer; empty if it holds anything but the plainest. */
  static Optional<ChatResponse> read(byte[] body) {
    try {
      PlainAnswer answer = new PlainAnswer(body);
      return answer.readBody() ? answer.response() : Optional.empty();
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  private boolean readBody() {
    if (!tokens.object()) {
      return false;
    }
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      if (!readField(name)) {
        return false;
      }
    }
    return tokens.isEnd();
  }

  /** What counts is read but once; of what does not, it does not matter which one would count. */
  private boolean readField(String name) {
    return switch (name) {
      case "id" -> id == null && (id = tokens.text()) != null;
      case "model" -> model == null && (model = tokens.text()) != null;
      case "object" -> "chat.completion".equals(tokens.text());
      case "created" -> tokens.count() != null;
      case "choices" -> readOnlyChoice();
      case "usage" -> usage == null && readUsage();
      case "service_tier", "system_fingerprint" -> tokens.isNull() || tokens.text() != null;
      default -> false;
    };
  }

  private boolean readUsage() {
    usage = tokens.tried(PlainUsage::read);
    return usage != null || readOtherUsage();
  }

  private boolean readOtherUsage() {
    JsonNode said = tokens.replyNode();
    usage = said.isEmpty() ? Usage.UNKNOWN : UsageReader.read(said);
    return said.isObject() || said.isNull();
  }

  /** A second list would count instead of the first, also for what it does not say. */
  private boolean readOnlyChoice() {
    if (chosen) {
      return false;
    }
    chosen = true;
    return tokens.array() && tokens.element() && readChoice() && !tokens.element();
  }

  private boolean readChoice() {
    if (!tokens.object()) {
      return false;
    }
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      boolean plain =
          switch (name) {
            case "index" -> isFirst(tokens.count());
            case "message" -> readMessage();
            case "finish_reason" -> word == null && (word = tokens.text()) != null;
            default -> tokens.isNull();
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFirst(@Nullable Long index) {
    return index != null && index == 0;
  }

  private boolean readMessage() {
    if (told || !tokens.object()) {
      return false;
    }
    told = true;
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      boolean plain =
          switch (name) {
            case "role" -> tokens.text() != null;
            case "content" -> text == null && (text = tokens.text()) != null;
            case "annotations", "tool_calls" -> tokens.isNull() || isEmptyArray();
            default -> tokens.isNull();
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private boolean isEmptyArray() {
    return tokens.array() && !tokens.element();
  }

  private Optional<ChatResponse> response() {
    String said = text;
    String end = word;
    if (said == null || end == null) {
      return Optional.empty();
    }
    List<Content> content = said.isEmpty() ? List.of() : List.of(new Content.Text(said));
    return reason(end)
        .map(reason ->
            new ChatResponse(
                Objects.requireNonNullElse(id, ""),
                Objects.requireNonNullElse(model, ""),
                content,
                reason,
                end,
                null,
                Objects.requireNonNullElse(usage, Usage.UNKNOWN)));
  }

  /** Other reasons have more behind them. */
  private static Optional<StopReason> reason(String word) {
    return switch (word) {
      case "stop" -> Optional.of(StopReason.END);
      case "length" -> Optional.of(StopReason.MAX_TOKENS);
      default -> Optional.empty();
    };
  }
}
