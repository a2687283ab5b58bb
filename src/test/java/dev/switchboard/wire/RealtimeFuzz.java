package dev.switchboard.wire;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.gemini.live.LiveClientCommands;
import dev.switchboard.wire.gemini.live.LiveClientEvents;
import dev.switchboard.wire.gemini.live.LiveClientSetup;
import dev.switchboard.wire.gemini.live.LiveClientState;
import dev.switchboard.wire.gemini.live.LiveServerCommands;
import dev.switchboard.wire.gemini.live.LiveServerEvents;
import dev.switchboard.wire.gemini.live.LiveServerSetup;
import dev.switchboard.wire.gemini.live.LiveServerState;
import dev.switchboard.wire.openai.realtime.RealtimeClientCommands;
import dev.switchboard.wire.openai.realtime.RealtimeClientEvents;
import dev.switchboard.wire.openai.realtime.RealtimeServerCommands;
import dev.switchboard.wire.openai.realtime.RealtimeServerEvents;
import dev.switchboard.wire.openai.realtime.RealtimeServerSession;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What must hold of voice sessions for any bytes, a frame on each line: what a caller sends is a
 * command or refused, what a provider sends is events or its failure, and both can be told in
 * either dialect or are refused.
 */
final class RealtimeFuzz {
  private static final String CURIOUS =
      "{\"setup\":{\"model\":\"models/m\",\"inputAudioTranscription\":{},\"outputAudioTranscription\":{}}}";

  private RealtimeFuzz() {}

  private static List<String> frames(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }

  private static void refusable(Runnable step) {
    try {
      step.run();
    } catch (InvalidJsonException | InvalidFieldException | FailureException e) {
      require(e.getMessage() != null, "a refusal without a reason");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** A caller of OpenAI's dialect. */
  static void openAiCaller(byte[] bytes) {
    RealtimeConfig[] config = {RealtimeConfig.of("m", null)};
    RealtimeClientCommands openAi = new RealtimeClientCommands();
    LiveClientCommands gemini = new LiveClientCommands(new LiveClientState("x"), config[0]);
    for (String frame : frames(bytes)) {
      refusable(() -> {
        RealtimeCommand command =
            RealtimeServerCommands.read(Fields.of(Json.parse(frame)), config[0]);
        if (command instanceof RealtimeCommand.Configure configure) {
          config[0] = configure.config();
          requireTold(config[0]);
        }
        refusable(() -> openAi.encode(command).forEach(Json::parse));
        if (!(command instanceof RealtimeCommand.Configure)) {
          // That needs another connection.
          refusable(() -> gemini.encode(command).frames().forEach(Json::parse));
        }
      });
    }
  }

  /** What a session is set to is the same when a caller sends it back. */
  private static void requireTold(RealtimeConfig config) {
    RealtimeConfig again =
        RealtimeServerSession.read(
            RealtimeConfig.of(config.model(), null),
            Fields.of(RealtimeServerSession.write(config, "sess_1")));
    require(again.turns().getClass() == config.turns().getClass(), "other turns");
    require(again.input().equals(config.input()), "another sound");
    require(again.tools().size() == config.tools().size(), "other tools");
    refusable(() -> new LiveClientSetup("gcp", "m").encode(config, null));
  }

  /** A provider of OpenAI's dialect. */
  static void openAiProvider(byte[] bytes) {
    RealtimeConfig config = RealtimeConfig.of("m", null);
    RealtimeClientEvents events = new RealtimeClientEvents("p", config);
    Listeners listeners = new Listeners(config);
    long now = 0;
    for (String frame : frames(bytes)) {
      long at = now++;
      refusable(() -> events.read(frame, at).meaning().forEach(listeners::tell));
    }
    events.cut(null).forEach(listeners::tell);
  }

  /** A caller of Gemini's dialect. */
  static void geminiCaller(byte[] bytes) {
    List<String> frames = frames(bytes);
    if (frames.isEmpty()) {
      return;
    }
    refusable(() -> {
      LiveServerSetup setup = LiveServerSetup.read(frames.getFirst());
      refusable(() -> new LiveClientSetup("gcp", "m").encode(setup.config(), null));
      LiveServerCommands commands = new LiveServerCommands(new LiveServerState(), setup.config());
      RealtimeClientCommands openAi = new RealtimeClientCommands();
      LiveClientCommands gemini = new LiveClientCommands(new LiveClientState("x"), setup.config());
      for (String frame : frames.subList(1, frames.size())) {
        refusable(() -> {
          for (RealtimeCommand command : commands.read(frame)) {
            refusable(() -> openAi.encode(command).forEach(Json::parse));
            refusable(() -> gemini.encode(command).frames().forEach(Json::parse));
          }
        });
      }
    });
  }

  /** A provider of Gemini's dialect. */
  static void geminiProvider(byte[] bytes) {
    RealtimeConfig config = RealtimeConfig.of("m", null);
    LiveClientEvents events = new LiveClientEvents("p", new LiveClientState("x"), config);
    Listeners listeners = new Listeners(config);
    long now = 0;
    for (String frame : frames(bytes)) {
      long at = now++;
      refusable(() -> events.read(frame, at).meaning().forEach(listeners::tell));
    }
    events.cut(null).forEach(listeners::tell);
  }

  /** A caller of each dialect who is told everything. */
  private static final class Listeners {
    private final RealtimeServerEvents openAi;
    private final LiveServerEvents gemini =
        new LiveServerEvents(new LiveServerState(), LiveServerSetup.read(CURIOUS));

    Listeners(RealtimeConfig config) {
      this.openAi = new RealtimeServerEvents(config);
    }

    void tell(RealtimeEvent event) {
      openAi.write(event).forEach(Json::parse);
      gemini.encode(event).forEach(Json::parse);
    }
  }
}
