package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.gemini.Name;
import dev.switchboard.wire.gemini.interactions.InteractionsServer;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds that a field which nobody here knows is named, wherever in a request it stands. */
class UnknownFieldsTest {
  private static final String UNKNOWN = "x_unknown";

  private static final List<ServerCodec> SURFACES =
      List.of(
          new OpenAiChatServer(),
          new OpenAiResponsesServer(),
          new AnthropicServer(),
          new GeminiServer(true),
          new InteractionsServer());

  /** What answers carry and histories repeat: nothing within it is for a model. */
  private static final Set<String> OF_ANSWERS =
      Set.of("annotations", "logprobs", "provider_specific_fields", "usage", "partMetadata");

  /** Is read as a form of text alone, and as a whole belongs to Google otherwise. */
  private static final String WHOLE = "generationConfig.responseFormat";

  /** Objects that have no fields of the dialect. */
  private static final Set<String> FREE =
      Set.of("parameters", "schema", "input_schema", "input", "args", "arguments", "response");

  /** In every object of every golden: it is kept, or named, or the request is refused. */
  @TestFactory
  Stream<DynamicTest> nothingDisappears() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ServerCodec surface : SURFACES) {
      for (GoldenFolder folder : GoldenFolder.of(surface.dialect().label())) {
        if (folder.has("client-request.json") && read(surface, body(folder)).isPresent()) {
          tests.add(
              DynamicTest.dynamicTest(
                  surface.dialect().label() + " " + folder.name(),
                  () -> assertThat(lost(surface, body(folder))).isEmpty()));
        }
      }
    }
    return tests.stream();
  }

  /** The same in bodies that have every structure, and with the words that the caller gets. */
  @TestFactory
  Stream<DynamicTest> everyStructureIsNamedToTheCaller() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ServerCodec surface : SURFACES) {
      for (JsonNode body : structures(surface)) {
        walk(
            body,
            "",
            (object, path) -> {
              if (!path.isEmpty()) {
                tests.add(
                    DynamicTest.dynamicTest(
                        surface.dialect().label() + " " + path,
                        () -> assertNamed(surface, body, object, path)));
              }
            });
      }
    }
    return tests.stream();
  }

  /** What clients send by habit makes no note: no golden and no structure has one as it stands. */
  @TestFactory
  Stream<DynamicTest> whatIsKnownIsNotNamed() {
    return SURFACES.stream()
        .flatMap(surface ->
            structures(surface).stream()
                .map(body ->
                    DynamicTest.dynamicTest(
                        surface.dialect().label() + " " + body.path("model").asString(""),
                        () -> {
                          ChatRequest request = read(surface, body).orElseThrow();
                          assertThat(request.extensions()).isEmpty();
                        })));
  }

  @Test
  void aValueThatAsksForNothingMakesNoNote() {
    for (String value : List.of("null", "false", "0", "[]", "{}", "\"\"")) {
      String body =
          "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\",\"x_unknown\":"
              + value
              + "}]}";
      assertThat(read(new OpenAiChatServer(), Json.parse(body)).orElseThrow().extensions())
          .as(value)
          .isEmpty();
    }
  }

  @Test
  void manyAreNamedUpToABoundAndTheRestIsCounted() {
    ObjectNode body = Json.object().put("model", "m");
    for (int i = 0; i < 1_000; i++) {
      body.withArray("messages").addObject().put("role", "user").put("content", "hi").put("x", 1);
    }
    List<String> named =
        notes(new OpenAiChatServer(), body).stream()
            .map(Note::subject)
            .filter(subject -> subject.startsWith("messages["))
            .toList();
    assertThat(named).hasSize(UnknownFields.MOST);
    assertThat(named.getFirst()).isEqualTo("messages[0].x");
    assertThat(named.getLast())
        .isEqualTo("messages[" + (UnknownFields.MOST - 1) + "].x and 980 more");
  }

  /** In a note, or, like what changes the answer, in a refusal. */
  private static void assertNamed(
      ServerCodec surface, JsonNode body, ObjectNode object, String path) {
    String place = Name.camel(path.substring(1) + "." + UNKNOWN);
    object.put(UNKNOWN, 1);
    try {
      assertThat(notes(surface, body))
          .extracting(note -> Name.camel(note.subject()))
          .anyMatch(subject -> subject.equals(place) || subject.equals(WHOLE));
    } catch (FailureException e) {
      assertThat(e).hasMessageContaining("the tool type xUnknown is not taken");
    } finally {
      object.remove(UNKNOWN);
    }
  }

  /** What a caller is told whose request goes to a model of another family. */
  private static List<Note> notes(ServerCodec surface, JsonNode body) {
    ClientCodec provider =
        surface instanceof AnthropicServer
            ? new OpenAiChatClient("openai", OpenAiFlags.NONE)
            : new AnthropicClient("anthropic");
    ChatRequest request = read(surface, body).orElseThrow();
    return provider.encodeRequest(request, "m", false, ModelTraits.UNKNOWN).notes();
  }

  private static List<String> lost(ServerCodec surface, JsonNode body) {
    List<String> lost = new ArrayList<>();
    walk(
        body,
        "",
        (object, path) -> {
          object.put(UNKNOWN, 1);
          Optional<ChatRequest> request = read(surface, body);
          if (request.isPresent() && !names(request.get())) {
            lost.add(path);
          }
          object.remove(UNKNOWN);
        });
    return lost;
  }

  /** Gemini's names are kept in camelCase. */
  private static boolean names(ChatRequest request) {
    String all = request.toString();
    return all.contains(UNKNOWN) || all.contains("xUnknown");
  }

  private static void walk(JsonNode node, String path, BiConsumer<ObjectNode, String> visit) {
    if (node instanceof ObjectNode object) {
      visit.accept(object, path);
      for (String name : List.copyOf(object.propertyNames())) {
        boolean isFree = FREE.contains(name) && object.path(name).isObject();
        if (!OF_ANSWERS.contains(name) && !isFree) {
          walk(object.path(name), path + "." + name, visit);
        }
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(node.path(i), path + "[" + i + "]", visit);
    }
  }

  private static Optional<ChatRequest> read(ServerCodec surface, JsonNode body) {
    try {
      return Optional.of(surface.decodeRequest(Json.write(body)).chat());
    } catch (FailureException e) {
      return Optional.empty();
    }
  }

  private static JsonNode body(GoldenFolder folder) {
    try {
      return Json.parse(folder.bytes("client-request.json"));
    } catch (InvalidJsonException e) {
      return Json.object();
    }
  }

  private static List<JsonNode> structures(ServerCodec surface) {
    String name = "structures/" + surface.dialect().label() + ".json";
    Path file = Path.of(System.getProperty("basedir", "."), "src/test/resources", name);
    try {
      return List.copyOf(Json.parse(Files.readAllBytes(file)).values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
