package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.json.SchemaValidator;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dialects of voice sessions against the cases in {@code golden/openai.realtime} and {@code
 * golden/gemini.live}: one frame a line, commands and events as JSON.
 */
class RealtimeGoldensTest {
  private static final String OPENAI = "openai.realtime";
  private static final String GEMINI = "gemini.live";
  private static final Path SCHEMAS =
      Path.of(System.getProperty("basedir", "."), "src/test/resources/schemas/sdk");

  /** What a caller of Gemini's dialect asked for that wants to hear everything. */
  private static final String CURIOUS =
      "{\"setup\":{\"model\":\"models/m\",\"inputAudioTranscription\":{},\"outputAudioTranscription\":{},\"explicitVadSignal\":true}}";

  @TestFactory
  Stream<DynamicTest> openAi() {
    return GoldenFolder.of(OPENAI).stream()
        .map(folder -> DynamicTest.dynamicTest(folder.name(), () -> openAi(folder)));
  }

  private static void openAi(GoldenFolder folder) {
    if (folder.has("commands.json")) {
      folder.expect("client-frames.jsonl", lines(openAiFrames(folder)));
    }
    RealtimeClientEvents events =
        new RealtimeClientEvents("openai", RealtimeConfig.of("openai/gpt-realtime", null));
    List<RealtimeEvent> told = new ArrayList<>();
    frames(folder, "server-frames.jsonl")
        .forEach(frame -> told.addAll(events.read(frame, 5L * told.size()).meaning()));
    folder.expect("events.json", IrJson.print(told, Goldens.listOf(RealtimeEvent.class)));
  }

  private static List<String> openAiFrames(GoldenFolder folder) {
    RealtimeClientCommands codec = new RealtimeClientCommands();
    return commands(folder).stream().flatMap(command -> codec.encode(command).stream()).toList();
  }

  @TestFactory
  Stream<DynamicTest> gemini() {
    return GoldenFolder.of(GEMINI).stream()
        .map(folder -> DynamicTest.dynamicTest(folder.name(), () -> gemini(folder)));
  }

  private static void gemini(GoldenFolder folder) {
    if (folder.has("commands.json")) {
      folder.expect("client-frames.jsonl", lines(geminiFrames(folder)));
    }
    if (folder.has("server-frames.jsonl")) {
      List<RealtimeEvent> told = geminiEvents(folder);
      folder.expect("events.json", IrJson.print(told, Goldens.listOf(RealtimeEvent.class)));
      folder.expect("answer-frames.jsonl", lines(geminiAnswer(told)));
    }
    if (folder.has("caller-frames.jsonl")) {
      folder.expect("caller-commands.txt", String.join("\n", callerCommands(folder)) + "\n");
    }
  }

  private static List<String> geminiFrames(GoldenFolder folder) {
    List<RealtimeCommand> commands = commands(folder);
    RealtimeConfig config = ((RealtimeCommand.Configure) commands.getFirst()).config();
    List<String> frames = new ArrayList<>();
    frames.add(new LiveClientSetup("gcp", "gemini-live-2.5-flash").encode(config, "h1"));
    LiveClientCommands codec = new LiveClientCommands(new LiveClientState("x"), config);
    for (RealtimeCommand command : commands.subList(1, commands.size())) {
      frames.addAll(codec.encode(command).frames());
    }
    return frames;
  }

  private static List<RealtimeEvent> geminiEvents(GoldenFolder folder) {
    LiveClientEvents events =
        new LiveClientEvents(
            "gcp", new LiveClientState("x"), RealtimeConfig.of("gcp/gemini-live", null));
    List<RealtimeEvent> told = new ArrayList<>();
    frames(folder, "server-frames.jsonl")
        .forEach(frame -> told.addAll(events.read(frame, 5L * told.size()).meaning()));
    return told;
  }

  private static List<String> geminiAnswer(List<RealtimeEvent> told) {
    LiveServerEvents answer =
        new LiveServerEvents(new LiveServerState(), LiveServerSetup.read(CURIOUS));
    return told.stream().flatMap(event -> answer.encode(event).stream()).toList();
  }

  private static List<String> callerCommands(GoldenFolder folder) {
    List<String> frames = frames(folder, "caller-frames.jsonl");
    LiveServerSetup setup = LiveServerSetup.read(frames.getFirst());
    LiveServerCommands codec = new LiveServerCommands(new LiveServerState(), setup.config());
    List<String> read = new ArrayList<>();
    read.add(setup.toString());
    for (String frame : frames.subList(1, frames.size())) {
      try {
        codec.read(frame).forEach(command -> read.add(command.toString()));
      } catch (FailureException e) {
        read.add(e.failure().code() + ": " + e.failure().message());
      }
    }
    return read;
  }

  @Test
  void sendsOpenAiOnlyWhatItsSdksKnow() throws IOException {
    Schema schema = schema("openai.realtime.RealtimeClientEvent.json");
    for (GoldenFolder folder : GoldenFolder.of(OPENAI)) {
      for (String frame : folder.has("commands.json") ? openAiFrames(folder) : List.<String>of()) {
        assertThat(schema.validate(Json.parse(frame))).as(frame).isEmpty();
      }
    }
  }

  @Test
  void sendsGeminiOnlyWhatItsSdksKnow() throws IOException {
    Schema schema = schema("google.LiveClientMessage.json");
    for (GoldenFolder folder : GoldenFolder.of(GEMINI)) {
      for (String frame : folder.has("commands.json") ? geminiFrames(folder) : List.<String>of()) {
        JsonNode json = Json.parse(frame);
        if (json.path("setup") instanceof ObjectNode setup) {
          // The SDKs' type of the frame leaves it out; its own type is in their configuration.
          setup.remove("realtimeInputConfig");
        }
        assertThat(schema.validate(json)).as(frame).isEmpty();
      }
    }
  }

  @Test
  void tellsCallersOfGeminiOnlyWhatTheirSdksKnow() throws IOException {
    Schema schema = schema("google.LiveServerMessage.json");
    for (GoldenFolder folder : GoldenFolder.of(GEMINI)) {
      if (folder.has("server-frames.jsonl")) {
        for (String frame : geminiAnswer(geminiEvents(folder))) {
          // What no SDK knows yet is passed on as it came.
          if (!frame.contains("someDay")) {
            assertThat(schema.validate(Json.parse(frame))).as(frame).isEmpty();
          }
        }
      }
    }
  }

  private static Schema schema(String name) throws IOException {
    Path file = SCHEMAS.resolve(name);
    return new SchemaValidator(1 << 22).compile(Json.parse(Files.readAllBytes(file)));
  }

  @SuppressWarnings("unchecked")
  private static List<RealtimeCommand> commands(GoldenFolder folder) {
    return (List<RealtimeCommand>)
        IrJson.read(folder.text("commands.json"), Goldens.listOf(RealtimeCommand.class));
  }

  private static List<String> frames(GoldenFolder folder, String file) {
    return new String(folder.bytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  private static String lines(List<String> frames) {
    return String.join("\n", frames) + "\n";
  }
}
