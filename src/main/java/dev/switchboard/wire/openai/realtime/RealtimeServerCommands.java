package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what a caller says in OpenAI's dialect. */
public final class RealtimeServerCommands {
  private static final int MOST_AUDIO_BYTES = 15 * 1024 * 1024;

  private RealtimeServerCommands() {}

  /**
   * What an event asks for.
   *
   * @param config what the session is set to
   * @throws dev.switchboard.json.InvalidFieldException for what is no event of the dialect
   */
  public static RealtimeCommand read(Fields event, RealtimeConfig config) {
    String type = event.text("type");
    return switch (type) {
      case "session.update" ->
          new RealtimeCommand.Configure(
              RealtimeServerSession.read(config, event.object("session")));
      case "input_audio_buffer.append" -> append(event, config);
      case "input_audio_buffer.commit" -> new RealtimeCommand.CommitAudio();
      case "input_audio_buffer.clear" -> new RealtimeCommand.ClearAudio();
      case "conversation.item.create" -> item(event);
      case "conversation.item.delete" -> new RealtimeCommand.DeleteItem(event.text("item_id"));
      case "conversation.item.truncate" ->
          new RealtimeCommand.Truncate(
              event.text("item_id"), event.integer("audio_end_ms", 0, Integer.MAX_VALUE));
      case "response.create" ->
          new RealtimeCommand.Respond(
              event
                  .optionalObject("response")
                  .filter(response -> !response.node().isEmpty())
                  .map(response -> RealtimeServerSession.read(config, response))
                  .orElse(null));
      case "response.cancel" ->
          new RealtimeCommand.CancelResponse(event.optionalText("response_id").orElse(null));
      case "conversation.item.retrieve", "output_audio_buffer.clear" ->
          new RealtimeCommand.Opaque(Dialect.OPENAI_REALTIME, type, Json.text(event.node()));
      default ->
          throw event.invalid(
              "type",
              "session.update, input_audio_buffer.append, .commit or .clear,"
                  + " conversation.item.create, .delete or .truncate, response.create or .cancel");
    };
  }

  private static RealtimeCommand append(Fields event, RealtimeConfig config) {
    String text = event.text("audio");
    Blob audio;
    try {
      audio = Blob.ofBase64(config.input().mimeType(), text);
    } catch (IllegalArgumentException _) {
      throw event.invalid("audio", "base64 of " + config.input().mimeType());
    }
    if (audio.size() == 0 || audio.size() % config.input().encoding().sampleBytes() != 0) {
      throw event.invalid("audio", "base64 of whole samples, not of " + audio.size() + " bytes");
    }
    if (audio.size() > MOST_AUDIO_BYTES) {
      throw event.invalid("audio", "at most " + MOST_AUDIO_BYTES + " bytes");
    }
    return new RealtimeCommand.AppendAudio(audio);
  }

  private static RealtimeCommand item(Fields event) {
    Fields item = event.object("item");
    Message message =
        switch (item.text("type")) {
          case "message" -> message(item);
          case "function_call" -> Message.of(Role.ASSISTANT, RealtimeClientItems.call(item));
          case "function_call_output" ->
              Message.of(
                  Role.TOOL,
                  new Content.ToolResult(
                      item.text("call_id"),
                      null,
                      List.of(new Content.Text(item.text("output"))),
                      false));
          default -> throw item.invalid("type", "message, function_call or function_call_output");
        };
    return new RealtimeCommand.AddItem(
        item.optionalText("id").orElse(null),
        event.optionalText("previous_item_id").orElse(null),
        message);
  }

  private static Message message(Fields item) {
    Role role =
        item.choice(
            "role", Map.of("user", Role.USER, "assistant", Role.ASSISTANT, "system", Role.SYSTEM));
    List<Content> content = new ArrayList<>();
    for (Fields part : item.objects("content")) {
      content.add(
          switch (part.text("type")) {
            case "input_text", "output_text", "text" -> new Content.Text(part.text("text"));
            case "output_audio" -> new Content.Text(part.text("transcript"));
            case "input_audio" ->
                new Content.Audio(new MediaSource.Inline("audio/pcm", part.text("audio")));
            case "input_image" -> image(part);
            default ->
                throw part.invalid(
                    "type", "input_text, input_audio, input_image, output_text or output_audio");
          });
    }
    return new Message(role, content, null);
  }

  private static Content image(Fields part) {
    String url = part.text("image_url");
    int comma = url.indexOf(";base64,");
    return new Content.Image(
        url.startsWith("data:") && comma > 0
            ? new MediaSource.Inline(url.substring(5, comma), url.substring(comma + 8))
            : new MediaSource.Url(url),
        part.optionalText("detail").orElse(null));
  }
}
