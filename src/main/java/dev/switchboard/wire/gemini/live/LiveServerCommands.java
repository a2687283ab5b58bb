package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.SoundConverter;
import dev.switchboard.wire.gemini.GeminiObject;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.gemini.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the frames of one caller after its {@code setup}, in either spelling.
 *
 * @see <a href="https://ai.google.dev/api/live#BidiGenerateContentClientMessage">source</a>
 */
public final class LiveServerCommands {
  private static final Name CLIENT_CONTENT = Name.of("clientContent");
  private static final Name TURNS = Name.of("turns");
  private static final Name TURN_COMPLETE = Name.of("turnComplete");
  private static final Name REALTIME_INPUT = Name.of("realtimeInput");
  private static final Name AUDIO = Name.of("audio");
  private static final Name VIDEO = Name.of("video");
  private static final Name MEDIA_CHUNKS = Name.of("mediaChunks");
  private static final Name TEXT = Name.of("text");
  private static final Name STREAM_END = Name.of("audioStreamEnd");
  private static final Name ACTIVITY_START = Name.of("activityStart");
  private static final Name ACTIVITY_END = Name.of("activityEnd");
  private static final Name MIME_TYPE = Name.of("mimeType");
  private static final Name DATA = Name.of("data");
  private static final Name TOOL_RESPONSE = Name.of("toolResponse");
  private static final Name RESPONSES = Name.of("functionResponses");
  private static final Name ID = Name.of("id");
  private static final Name NAME = Name.of("name");
  private static final Name WILL_CONTINUE = Name.of("willContinue");
  private static final Name SCHEDULING = Name.of("scheduling");
  private static final Name RESPONSE = Name.of("response");

  private static final Pattern RATE =
      Pattern.compile("audio/(?:pcm|L16)(?:\\s*;\\s*rate=(\\d{1,6}))?");
  private static final int USUAL_RATE = 16_000;

  /** Longer than any speaker's pause that is waited for where the caller does not say. */
  private static final int LEAST_SILENCE_MILLIS = 1_500;

  private static final int MORE_SILENCE_MILLIS = 300;

  private final LiveServerState state;
  private final RealtimeConfig config;
  private final GeminiServer contents = new GeminiServer(false);
  private @Nullable SoundConverter converter;
  private int rate;

  public LiveServerCommands(LiveServerState state, RealtimeConfig config) {
    this.state = state;
    this.config = config;
  }

  /**
   * The commands of a frame, in order.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} for what is no frame, {@link
   *     Failure.Unsupported} for pictures within sound
   */
  public List<RealtimeCommand> read(String frame) {
    try {
      GeminiObject fields = new GeminiObject(Fields.of(Json.parse(frame)));
      List<RealtimeCommand> commands = new ArrayList<>();
      fields.object(CLIENT_CONTENT).ifPresent(content -> content(content, commands));
      fields.object(REALTIME_INPUT).ifPresent(input -> input(input, commands));
      fields.object(TOOL_RESPONSE).ifPresent(response -> results(response, commands));
      if (!fields.has(CLIENT_CONTENT)
          && !fields.has(REALTIME_INPUT)
          && !fields.has(TOOL_RESPONSE)) {
        throw new InvalidFieldException(
            "", "none of them", "clientContent, realtimeInput or toolResponse");
      }
      return commands;
    } catch (InvalidJsonException e) {
      throw new FailureException(
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage())));
    } catch (InvalidFieldException e) {
      throw new FailureException(
          Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage())));
    }
  }

  private void content(GeminiObject content, List<RealtimeCommand> commands) {
    if (state.isResponding()) {
      commands.add(new RealtimeCommand.CancelResponse(null));
    }
    if (!content.objects(TURNS).isEmpty()) {
      ObjectNode body = Json.object();
      content.get(TURNS).ifPresent(turns -> body.set("contents", turns.node()));
      for (Message message : contents.decodeRequest(Json.write(body)).chat().messages()) {
        commands.add(new RealtimeCommand.AddItem(null, null, message));
      }
    }
    if (content.flag(TURN_COMPLETE)) {
      commands.add(new RealtimeCommand.Respond(null));
    }
  }

  private void input(GeminiObject input, List<RealtimeCommand> commands) {
    if (input.has(ACTIVITY_START) && state.isResponding()) {
      commands.add(new RealtimeCommand.CancelResponse(null));
    }
    input.object(AUDIO).ifPresent(sound -> sound(sound, commands));
    input.objects(MEDIA_CHUNKS).forEach(chunk -> sound(chunk, commands));
    if (input.has(VIDEO)) {
      throw pictures();
    }
    String text = input.text(TEXT);
    if (!text.isEmpty()) {
      if (state.isResponding()) {
        commands.add(new RealtimeCommand.CancelResponse(null));
      }
      commands.add(new RealtimeCommand.AddItem(null, null, Message.text(Role.USER, text)));
      commands.add(new RealtimeCommand.Respond(null));
    }
    if (input.flag(STREAM_END)) {
      silence(commands);
    }
    if (input.has(ACTIVITY_END)) {
      commands.add(new RealtimeCommand.CommitAudio());
      commands.add(new RealtimeCommand.Respond(null));
    }
  }

  private static FailureException pictures() {
    return new FailureException(
        new Failure.Unsupported(
            "realtimeInput.video", "realtimeInput.video: the model's sessions see no pictures"));
  }

  /** What is not said any more is over, as a pause is. */
  private void silence(List<RealtimeCommand> commands) {
    if (config.turns() instanceof TurnDetection.Energy energy) {
      Integer pause = energy.silenceMillis();
      int millis = Math.max(LEAST_SILENCE_MILLIS, pause == null ? 0 : pause + MORE_SILENCE_MILLIS);
      AudioFormat format = config.input();
      commands.add(
          new RealtimeCommand.AppendAudio(
              new Blob(format.mimeType(), new byte[(int) format.bytes(millis)])));
    }
  }

  private void sound(GeminiObject blob, List<RealtimeCommand> commands) {
    String mimeType = blob.text(MIME_TYPE);
    if (mimeType.startsWith("image/") || mimeType.startsWith("video/")) {
      throw pictures();
    }
    Matcher matcher = RATE.matcher(mimeType);
    if (!matcher.matches()) {
      throw blob.fields().invalid("mimeType", "audio/pcm;rate=16000");
    }
    String given = matcher.group(1);
    byte[] heard;
    try {
      heard = Blob.ofBase64(mimeType, blob.text(DATA)).bytes();
    } catch (IllegalArgumentException e) {
      throw blob.fields().invalid("data", "base64");
    }
    byte[] sound = converter(given == null ? USUAL_RATE : Integer.parseInt(given)).take(heard);
    if (sound.length > 0) {
      commands.add(new RealtimeCommand.AppendAudio(new Blob(config.input().mimeType(), sound)));
    }
  }

  private SoundConverter converter(int from) {
    SoundConverter known = converter;
    if (known == null || rate != from) {
      try {
        AudioFormat format = new AudioFormat(AudioFormat.Encoding.PCM16, from);
        known = SoundConverter.between(format, config.input());
      } catch (IllegalArgumentException e) {
        throw new InvalidFieldException(
            "/realtimeInput/audio/mimeType", "rate=" + from, "such as sound has: rate=16000");
      }
      converter = known;
      rate = from;
    }
    return known;
  }

  private void results(GeminiObject toolResponse, List<RealtimeCommand> commands) {
    List<Content> results = new ArrayList<>();
    boolean all = false;
    for (GeminiObject response : toolResponse.objects(RESPONSES)) {
      if (response.flag(WILL_CONTINUE) || !response.text(SCHEDULING).isEmpty()) {
        throw new FailureException(
            new Failure.Unsupported(
                "functionResponses",
                "functionResponses: willContinue or scheduling (expected: neither, the model's"
                    + " sessions wait for whole results)"));
      }
      String name = response.text(NAME);
      String given = response.text(ID);
      String id =
          given.isEmpty()
              ? state
                  .callOf(name)
                  .orElseThrow(() -> response.fields().invalid("id", "the id of a call"))
              : given;
      String output =
          response.get(RESPONSE).map(found -> Json.text(found.fields().node())).orElse("{}");
      results.add(
          new Content.ToolResult(
              id, name.isEmpty() ? null : name, List.of(new Content.Text(output)), false));
      all = state.answered(id);
    }
    if (results.isEmpty()) {
      throw toolResponse.fields().invalid("functionResponses", "at least one");
    }
    commands.add(new RealtimeCommand.AddItem(null, null, new Message(Role.TOOL, results, null)));
    if (all) {
      commands.add(new RealtimeCommand.Respond(null));
    }
  }
}
