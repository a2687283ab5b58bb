package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes commands as the frames of a client of the Live API. What that API does without a word is
 * told here: that sound was committed, that an item was added.
 *
 * @see <a href="https://ai.google.dev/api/live">source</a>
 */
public final class LiveClientCommands {
  /** What these sessions hear. */
  public static final AudioFormat HEARD = AudioFormat.PCM_16K;

  private final LiveClientState state;
  private RealtimeConfig config;

  /** Turns that wait until something follows them. */
  private final ArrayNode turns = Json.array();

  /** Results of tools, which the model would answer at once, until an answer is wanted. */
  private final ArrayNode results = Json.array();

  /** Whether the caller's sound is under way and it is us who say so. */
  private boolean active;

  /** Whether the model answers the last thing that was sent by itself. */
  private boolean answered;

  private String lastItem = "";

  public LiveClientCommands(LiveClientState state, RealtimeConfig config) {
    this.state = state;
    this.config = config;
  }

  /**
   * What a command leads to.
   *
   * @param frames to send, in order
   * @param events to tell the caller after that
   */
  public record Said(List<String> frames, List<RealtimeEvent> events) {
    public Said {
      frames = List.copyOf(frames);
      events = List.copyOf(events);
    }
  }

  /** Says what the session is set to from now on. */
  public void configured(RealtimeConfig next) {
    config = next;
    active = false;
  }

  /**
   * Writes a command other than {@link RealtimeCommand.Configure}, for which a session is opened
   * anew.
   *
   * @param command its sound as {@link #HEARD}
   * @throws FailureException with {@link dev.switchboard.ir.Failure.Unsupported} for what cannot be
   *     said
   */
  public Said encode(RealtimeCommand command) {
    List<String> frames = new ArrayList<>();
    List<RealtimeEvent> events = new ArrayList<>();
    switch (command) {
      case RealtimeCommand.Configure _ -> throw new IllegalStateException("needs another session");
      case RealtimeCommand.AppendAudio append -> append(append, frames);
      case RealtimeCommand.CommitAudio _ -> commit(frames, events);
      case RealtimeCommand.ClearAudio _ -> {
        if (state.commit().isPresent()) {
          throw LiveClientSetup.unsupported(
              "input_audio_buffer.clear", "the provider's sessions cannot forget what they heard");
        }
        events.add(new RealtimeEvent.AudioCleared());
      }
      case RealtimeCommand.AddItem add -> add(add, events);
      case RealtimeCommand.Respond respond -> respond(respond, frames);
      case RealtimeCommand.CancelResponse _ -> state.mute(true);
      case RealtimeCommand.Truncate truncate ->
          // Sessions of this dialect keep what was sent before the interruption by themselves.
          events.add(new RealtimeEvent.Truncated(truncate.itemId(), truncate.audioEndMillis()));
      case RealtimeCommand.DeleteItem _ ->
          throw LiveClientSetup.unsupported(
              "conversation.item.delete", "the provider's sessions cannot forget an item");
      case RealtimeCommand.Opaque opaque -> {
        if (opaque.dialect() != Dialect.GEMINI_LIVE) {
          throw LiveClientSetup.unsupported(
              opaque.type(), "the provider's sessions know no such event");
        }
        frames.add(opaque.json());
      }
    }
    return new Said(frames, events);
  }

  private void append(RealtimeCommand.AppendAudio append, List<String> frames) {
    report(frames);
    flush(false, frames);
    if (isManual() && !active) {
      active = true;
      frames.add(input("activityStart", Json.object()));
    }
    ObjectNode audio =
        Json.object().put("data", append.audio().base64()).put("mimeType", HEARD.mimeType());
    frames.add(input("audio", audio));
    state.heard(HEARD.millis(append.audio().size()));
  }

  private boolean isManual() {
    return config.turns() instanceof TurnDetection.Manual;
  }

  private void commit(List<String> frames, List<RealtimeEvent> events) {
    Optional<String> item = state.commit();
    if (item.isEmpty()) {
      throw LiveClientSetup.unsupported("input_audio_buffer.commit", "there is no sound to commit");
    }
    if (!isManual()) {
      frames.add(input("audioStreamEnd", Json.tree(true)));
      answered = true;
    }
    events.add(new RealtimeEvent.AudioCommitted(item.get(), previous()));
    lastItem = item.get();
  }

  private @Nullable String previous() {
    return lastItem.isEmpty() ? null : lastItem;
  }

  private void add(RealtimeCommand.AddItem add, List<RealtimeEvent> events) {
    String behind = add.previousItemId();
    if (behind != null
        && !behind.equals(lastItem)
        && !(behind.equals("root") && lastItem.isEmpty())) {
      throw LiveClientSetup.unsupported(
          "previous_item_id", "the provider's sessions take items at their end alone");
    }
    Message message = add.message();
    ArrayNode parts = Json.array();
    for (Content content : message.content()) {
      if (content instanceof Content.ToolResult result) {
        results.add(result(result));
      } else {
        parts.add(part(content));
      }
    }
    if (!parts.isEmpty()) {
      ObjectNode turn = turns.addObject().put("role", role(message.role()));
      turn.set("parts", parts);
      answered = false;
    }
    state.said();
    String id = add.itemId() == null ? state.nextItem() : add.itemId();
    events.add(new RealtimeEvent.ItemAdded(id, previous(), message));
    lastItem = id;
  }

  private static String role(Role role) {
    return switch (role) {
      case USER, TOOL -> "user";
      case ASSISTANT -> "model";
      case SYSTEM ->
          throw LiveClientSetup.unsupported(
              "item.role", "the provider's sessions take system texts as instructions alone");
    };
  }

  private ObjectNode part(Content content) {
    return switch (content) {
      case Content.Text text -> Json.object().put("text", text.text());
      case Content.Image image when image.source() instanceof MediaSource.Inline inline ->
          inline(inline.mimeType(), inline.base64());
      case Content.Audio audio when audio.source() instanceof MediaSource.Inline inline ->
          inline(
              inline.mimeType().equals("audio/pcm") ? HEARD.mimeType() : inline.mimeType(),
              inline.base64());
      case Content.ToolCall call -> {
        state.called(call.id(), call.name());
        ObjectNode json = Json.object().put("id", call.id()).put("name", call.name());
        json.set("args", object(call.arguments(), "arguments"));
        ObjectNode part = Json.object();
        part.set("functionCall", json);
        yield part;
      }
      default ->
          throw LiveClientSetup.unsupported(
              "item",
              "the provider's sessions hold text, sound, pictures and calls (given: "
                  + content.getClass().getSimpleName()
                  + ")");
    };
  }

  private static ObjectNode inline(String mimeType, String base64) {
    ObjectNode part = Json.object();
    part.putObject("inlineData").put("mimeType", mimeType).put("data", base64);
    return part;
  }

  private ObjectNode result(Content.ToolResult result) {
    ObjectNode json = Json.object().put("id", result.toolCallId());
    String name = result.name();
    json.put("name", name == null ? state.toolName(result.toolCallId()).orElse("function") : name);
    String text =
        result.content().stream()
            .map(content -> {
              if (content instanceof Content.Text plain) {
                return plain.text();
              }
              throw LiveClientSetup.unsupported("item", "a tool's result must be a text");
            })
            .collect(Collectors.joining("\n"));
    json.set("response", object(text, result.error() ? "error" : "output"));
    return json;
  }

  /** A text as the object that it is, or within one. */
  private static ObjectNode object(String text, String otherwise) {
    try {
      JsonNode parsed = Json.parse(text);
      if (parsed instanceof ObjectNode object) {
        return object;
      }
    } catch (InvalidJsonException _) {
      // A plain text.
    }
    return text.isEmpty() ? Json.object() : Json.object().put(otherwise, text);
  }

  private void respond(RealtimeCommand.Respond respond, List<String> frames) {
    RealtimeConfig own = respond.config();
    if (own != null && !own.equals(config)) {
      throw LiveClientSetup.unsupported(
          "response", "the provider's sessions answer as they are set to");
    }
    state.mute(false);
    report(frames);
    if (active) {
      active = false;
      answered = true;
      frames.add(input("activityEnd", Json.object()));
    } else if (!turns.isEmpty() || !answered) {
      flush(true, frames);
    }
    answered = false;
  }

  /** Tells the results that wait. */
  private void report(List<String> frames) {
    if (!results.isEmpty()) {
      ObjectNode response = Json.object();
      response.set("functionResponses", results.deepCopy());
      frames.add(frame("toolResponse", response));
      results.removeAll();
      answered = true;
    }
  }

  private void flush(boolean complete, List<String> frames) {
    if (turns.isEmpty() && !complete) {
      return;
    }
    ObjectNode content = Json.object();
    if (!turns.isEmpty()) {
      content.set("turns", turns.deepCopy());
    }
    frames.add(frame("clientContent", content.put("turnComplete", complete)));
    turns.removeAll();
  }

  private static String input(String field, JsonNode value) {
    ObjectNode input = Json.object();
    input.set(field, value);
    return frame("realtimeInput", input);
  }

  private static String frame(String field, JsonNode value) {
    ObjectNode frame = Json.object();
    frame.set(field, value);
    return Json.text(frame);
  }
}
