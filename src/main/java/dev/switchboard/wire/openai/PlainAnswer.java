package dev.switchboard.wire.openai;

import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Tokens;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The quick reader of the whole answer that most are: one choice, a text, usage. Builds no tree but
 * of the usage, because an answer that is passed on is read too.
 *
 * <p>Whatever it does not know, or finds wrong, it leaves to {@link ChunkReader}.
 */
final class PlainAnswer {
  private final Tokens tokens;
  private String id = "";
  private String model = "";
  private @Nullable String text;
  private @Nullable String word;
  private Usage usage = Usage.UNKNOWN;

  private PlainAnswer(byte[] body) {
    this.tokens = new Tokens(body);
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
    return readFields(this::readField) && tokens.isEnd();
  }

  /** Reads one field of an object, whose value comes next; false if it is not plain. */
  private interface FieldReader {
    boolean read(String name);
  }

  private boolean readFields(FieldReader reader) {
    if (!tokens.object()) {
      return false;
    }
    Set<String> seen = new HashSet<>();
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      if (!seen.add(name) || !reader.read(name)) {
        return false;
      }
    }
    return true;
  }

  private boolean readField(String name) {
    return switch (name) {
      case "id" -> {
        String said = tokens.text();
        id = said == null ? "" : said;
        yield said != null;
      }
      case "model" -> {
        String said = tokens.text();
        model = said == null ? "" : said;
        yield said != null;
      }
      case "object" -> "chat.completion".equals(tokens.text());
      case "created" -> tokens.count() != null;
      case "choices" -> tokens.array() && readOnlyChoice();
      case "usage" -> readUsage();
      case "service_tier", "system_fingerprint" -> tokens.isNull() || tokens.text() != null;
      default -> false;
    };
  }

  private boolean readUsage() {
    JsonNode said = tokens.replyNode();
    if (said.isObject() && !said.isEmpty()) {
      usage = UsageReader.read(said);
    }
    return said.isObject() || said.isNull();
  }

  private boolean readOnlyChoice() {
    return tokens.element() && readFields(this::readChoice) && !tokens.element();
  }

  private boolean readChoice(String name) {
    return switch (name) {
      case "index" -> {
        Long index = tokens.count();
        yield index != null && index == 0;
      }
      case "message" -> readFields(this::readMessage);
      case "finish_reason" -> (word = tokens.text()) != null;
      default -> tokens.isNull();
    };
  }

  private boolean readMessage(String name) {
    return switch (name) {
      case "role" -> tokens.text() != null;
      case "content" -> (text = tokens.text()) != null;
      case "annotations", "tool_calls" -> tokens.isNull() || (tokens.array() && !tokens.element());
      default -> tokens.isNull();
    };
  }

  private Optional<ChatResponse> response() {
    String said = text;
    String end = word;
    if (said == null || end == null) {
      return Optional.empty();
    }
    List<Content> content = said.isEmpty() ? List.of() : List.of(new Content.Text(said));
    return reason(end)
        .map(reason -> new ChatResponse(id, model, content, reason, end, null, usage));
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
