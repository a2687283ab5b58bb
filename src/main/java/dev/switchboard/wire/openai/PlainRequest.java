package dev.switchboard.wire.openai;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Names;
import dev.switchboard.json.Tokens;
import dev.switchboard.wire.CallerRequest;
import dev.switchboard.wire.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The quick reader of the request that most are: texts said in turn, and a few numbers beside them.
 * Builds no tree, because limits and budgets want to know of every call how much it asks, also of
 * one whose bytes go on as they came.
 *
 * <p>Whatever it does not know, or finds wrong, it leaves to {@link ChatRequestReader}.
 */
final class PlainRequest {
  /** Far below what a document may have of values, and what is left is read thoroughly. */
  private static final int MOST_PARTS = 10_000;

  private static final Names NAMES =
      Names.of(
          "model",
          "messages",
          "user",
          "temperature",
          "top_p",
          "max_tokens",
          "max_completion_tokens",
          "n",
          "seed",
          "stream",
          "stream_options",
          "include_usage",
          "role",
          "content",
          "name",
          "type",
          "text");

  private final Tokens tokens;
  private final List<Message> messages = new ArrayList<>();
  private int parts;
  private @Nullable String model;
  private @Nullable Double temperature;
  private @Nullable Double topP;
  private @Nullable Integer older;
  private @Nullable Integer newer;
  private @Nullable Integer choices;
  private @Nullable Long seed;
  private @Nullable String user;
  private @Nullable Boolean stream;
  private @Nullable StreamOptions options;

  /** What the request says of a stream. */
  private record StreamOptions(boolean usage) {}

  private PlainRequest(byte[] body) {
    this.tokens = new Tokens(body, NAMES);
  }

  /** What the body asks; empty if it holds anything but the plainest. */
  static Optional<CallerRequest> read(byte[] body) {
    try {
      PlainRequest request = new PlainRequest(body);
      return request.readBody() ? Optional.ofNullable(request.asked()) : Optional.empty();
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

  /** A field given twice is wrong. */
  private boolean readField(String name) {
    return switch (name) {
      case "messages" -> messages.isEmpty() && readMessages();
      case "model" -> model == null && (model = tokens.text()) != null;
      case "user" -> user == null && (user = tokens.text()) != null;
      case "temperature" ->
          temperature == null && (temperature = tokens.number()) != null && temperature >= 0;
      case "top_p" -> topP == null && (topP = tokens.number()) != null && topP >= 0 && topP <= 1;
      case "max_tokens" -> older == null && (older = positive()) != null;
      case "max_completion_tokens" -> newer == null && (newer = positive()) != null;
      case "n" -> choices == null && (choices = positive()) != null;
      case "seed" -> seed == null && (seed = tokens.count()) != null;
      case "stream" -> stream == null && (stream = tokens.bool()) != null;
      case "stream_options" -> options == null && (options = streamOptions()) != null;
      default -> false;
    };
  }

  private @Nullable Integer positive() {
    Long value = tokens.count();
    return value == null || value < 1 || value > Integer.MAX_VALUE
        ? null
        : Integer.valueOf(value.intValue());
  }

  private @Nullable StreamOptions streamOptions() {
    if (!tokens.object()) {
      return null;
    }
    Boolean usage = null;
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      if (usage != null || !name.equals("include_usage") || (usage = tokens.bool()) == null) {
        return null;
      }
    }
    return new StreamOptions(usage != null && usage);
  }

  private boolean readMessages() {
    if (!tokens.array()) {
      return false;
    }
    while (tokens.element()) {
      if (!readMessage() || ++parts > MOST_PARTS) {
        return false;
      }
    }
    return !messages.isEmpty();
  }

  private boolean readMessage() {
    Role role = null;
    List<Content> content = null;
    String speaker = null;
    if (!tokens.object()) {
      return false;
    }
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      boolean plain =
          switch (name) {
            case "role" -> role == null && (role = role()) != null;
            case "content" -> content == null && (content = content()) != null;
            case "name" -> speaker == null && (speaker = tokens.text()) != null;
            default -> false;
          };
      if (!plain) {
        return false;
      }
    }
    if (role == null || content == null) {
      return false;
    }
    messages.add(new Message(role, role == Role.ASSISTANT ? said(content) : content, speaker));
    return true;
  }

  /** Results of tools mean more than a message. */
  private @Nullable Role role() {
    String word = tokens.text();
    Role role = word == null ? null : Words.ROLES.get(word);
    return role == Role.TOOL ? null : role;
  }

  private @Nullable List<Content> content() {
    String text = tokens.text();
    if (text != null) {
      return List.of(new Content.Text(text));
    }
    if (!tokens.array()) {
      return null;
    }
    List<Content> content = new ArrayList<>();
    while (tokens.element()) {
      Content part = part();
      if (part == null || ++parts > MOST_PARTS) {
        return null;
      }
      content.add(part);
    }
    return content;
  }

  private @Nullable Content part() {
    String type = null;
    String text = null;
    if (!tokens.object()) {
      return null;
    }
    for (String name = tokens.field(); name != null; name = tokens.field()) {
      boolean plain =
          switch (name) {
            case "type" -> type == null && (type = tokens.text()) != null;
            case "text" -> text == null && (text = tokens.text()) != null;
            default -> false;
          };
      if (!plain) {
        return null;
      }
    }
    return text != null && "text".equals(type) ? new Content.Text(text) : null;
  }

  /** An answer of nothing says nothing. */
  private static List<Content> said(List<Content> content) {
    List<Content> said = new ArrayList<>(content);
    said.removeIf(part -> part instanceof Content.Text text && text.text().isEmpty());
    return said;
  }

  private @Nullable CallerRequest asked() {
    if (model == null || model.isBlank() || messages.isEmpty()) {
      return null;
    }
    ChatRequest chat =
        new ChatRequest(
            model,
            messages,
            List.of(),
            new ToolChoice.Auto(),
            null,
            new OutputFormat.Text(),
            sampling(),
            ReasoningRequest.DEFAULT,
            user,
            List.of());
    return new CallerRequest(
        chat, new Delivery(stream != null && stream, options != null && options.usage(), false));
  }

  private Sampling sampling() {
    return new Sampling(
        temperature,
        topP,
        null,
        newer == null ? older : newer,
        List.of(),
        seed,
        null,
        null,
        choices,
        null);
  }
}
