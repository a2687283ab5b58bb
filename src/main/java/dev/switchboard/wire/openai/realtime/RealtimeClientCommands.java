package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes commands as the events that a client of OpenAI's Realtime API sends.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/realtime/client-events">
 *     source</a>
 */
public final class RealtimeClientCommands {
  /** The id of our own updates, by which their failures are known. */
  static final String CONFIGURE = "configure";

  private @Nullable RealtimeConfig config;

  /** How sound is written to a session for a caller who writes it so. */
  public static AudioFormat nearest(AudioFormat wanted) {
    return RealtimeClientSession.nearest(wanted);
  }

  /**
   * The events of a command, in order.
   *
   * @param command its sound in the format that {@link #nearest} names
   * @throws FailureException with {@link Failure.Unsupported} for what cannot be said
   */
  public List<String> encode(RealtimeCommand command) {
    return switch (command) {
      case RealtimeCommand.Configure configure -> {
        ObjectNode event = event("session.update").put("event_id", CONFIGURE);
        event.set("session", new RealtimeClientSession(configure.config()).session(config));
        config = configure.config();
        yield only(event);
      }
      case RealtimeCommand.AppendAudio append ->
          only(event("input_audio_buffer.append").put("audio", append.audio().base64()));
      case RealtimeCommand.CommitAudio _ -> only(event("input_audio_buffer.commit"));
      case RealtimeCommand.ClearAudio _ -> only(event("input_audio_buffer.clear"));
      case RealtimeCommand.AddItem add -> items(add);
      case RealtimeCommand.DeleteItem delete ->
          only(event("conversation.item.delete").put("item_id", delete.itemId()));
      case RealtimeCommand.Respond respond -> {
        ObjectNode event = event("response.create");
        if (respond.config() != null) {
          event.set("response", new RealtimeClientSession(respond.config()).response());
        }
        yield only(event);
      }
      case RealtimeCommand.CancelResponse cancel -> {
        ObjectNode event = event("response.cancel");
        yield only(
            cancel.responseId() == null ? event : event.put("response_id", cancel.responseId()));
      }
      case RealtimeCommand.Truncate truncate ->
          only(
              event("conversation.item.truncate")
                  .put("item_id", truncate.itemId())
                  .put("content_index", 0)
                  .put("audio_end_ms", truncate.audioEndMillis()));
      case RealtimeCommand.Opaque opaque -> {
        if (opaque.dialect() != Dialect.OPENAI_REALTIME) {
          throw RealtimeClientSession.unsupported(
              opaque.type(), "the provider's sessions know no such event");
        }
        yield List.of(opaque.json());
      }
    };
  }

  private static List<String> items(RealtimeCommand.AddItem add) {
    List<ObjectNode> items = RealtimeClientItems.write(add.message());
    return IntStream.range(0, items.size())
        .mapToObj(i -> {
          ObjectNode event = event("conversation.item.create");
          if (i == 0 && add.previousItemId() != null) {
            event.put("previous_item_id", add.previousItemId());
          }
          ObjectNode item = items.get(i);
          if (i == 0 && add.itemId() != null) {
            item.put("id", add.itemId());
          }
          event.set("item", item);
          return Json.text(event);
        })
        .toList();
  }

  /**
   * A caller's event as it goes on: where it names the model, the provider's name for it.
   *
   * @param requested as the caller knows the session's model
   * @param upstream as the provider does
   * @throws FailureException with {@link Failure.InvalidRequest} for what is no event, or names
   *     another model
   */
  public static String passOn(String frame, String requested, String upstream) {
    TopLevel event;
    try {
      event = TopLevel.scan(frame.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidJsonException e) {
      throw new FailureException(
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage())));
    }
    String type =
        event
            .text("type")
            .orElseThrow(() -> invalid("/type", "type: missing (expected: an event's)"));
    if (!type.equals("session.update")) {
      return frame;
    }
    String model = Json.parse(frame).path("session").path("model").asString("");
    if (model.isEmpty()) {
      return frame;
    }
    if (!model.equals(requested) && !model.equals(upstream)) {
      throw invalid(
          "/session/model",
          "session.model: "
              + (model.length() > 80 ? model.substring(0, 80) + "…" : model)
              + " (expected: "
              + requested
              + ", for which the session was opened)");
    }
    return new String(
        JsonPatch.none().set("/session/model", upstream).apply(event), StandardCharsets.UTF_8);
  }

  private static FailureException invalid(String pointer, String message) {
    return new FailureException(Failure.InvalidRequest.at(pointer, message));
  }

  private static ObjectNode event(String type) {
    return Json.object().put("type", type);
  }

  private static List<String> only(ObjectNode event) {
    return List.of(Json.text(event));
  }
}
