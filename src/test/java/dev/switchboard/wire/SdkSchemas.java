package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import dev.switchboard.json.Schema;
import dev.switchboard.json.SchemaValidator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The types of the vendors' official SDKs, as JSON Schemas: what an event of a stream and a whole
 * answer of each dialect must look like. An event is held to the one type that its name stands for,
 * not to the union of all.
 */
public final class SdkSchemas {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "."), "src/test/resources/schemas/sdk");

  private final SchemaValidator validator = new SchemaValidator(1 << 24);
  private final Map<String, Schema> compiled = new HashMap<>();
  private final Map<String, ObjectNode> files = new HashMap<>();

  /**
   * Fails unless an event is of the SDK's type for it.
   *
   * @param where what it belongs to, for the message
   */
  public void requireEvent(Dialect dialect, String where, JsonNode event) {
    switch (dialect) {
      case OPENAI_CHAT -> {
        if (!event.has("error")) {
          require("openai.chat.ChatCompletionChunk", "", where, event);
        }
      }
      case OPENAI_RESPONSES -> named("openai.responses.ResponseStreamEvent", "type", where, event);
      case ANTHROPIC_MESSAGES -> {
        // The SDKs take a ping and an error before they look at their types.
        if (!Set.of("ping", "error").contains(event.path("type").asString(""))) {
          named("anthropic.RawMessageStreamEvent", "type", where, event);
        }
      }
      case GEMINI_GENERATE -> {
        if (!event.has("error")) {
          require("google.GenerateContentResponse", "", where, event);
        }
      }
      case GEMINI_INTERACTIONS -> {
        named("google.interactions.InteractionSSEEvent", "event_type", where, event);
        requireKnown(where, event.path("delta"));
        requireKnown(where, event.path("step"));
      }
      case OPENAI_REALTIME -> named("openai.realtime.RealtimeServerEvent", "type", where, event);
      case GEMINI_LIVE -> require("google.LiveServerMessage", "", where, event);
      default ->
          throw new IllegalArgumentException(dialect + " (expected: one that callers speak)");
    }
  }

  /** Fails unless what a voice session is told is of the SDK's type for it. */
  public void requireSent(Dialect dialect, String where, JsonNode event) {
    switch (dialect) {
      case OPENAI_REALTIME -> named("openai.realtime.RealtimeClientEvent", "type", where, event);
      case GEMINI_LIVE -> require("google.LiveClientMessage", "", where, event);
      default -> throw new IllegalArgumentException(dialect + " (expected: one of voice sessions)");
    }
  }

  /** Fails unless a whole answer is of the SDK's type. */
  public void requireAnswer(Dialect dialect, String where, JsonNode answer) {
    switch (dialect) {
      case OPENAI_CHAT -> require("openai.chat.ChatCompletion", "", where, answer);
      case OPENAI_RESPONSES ->
          require("openai.responses.ResponseStreamEvent", "Response", where, answer);
      case ANTHROPIC_MESSAGES ->
          require("anthropic.RawMessageStreamEvent", "Message", where, answer);
      case GEMINI_GENERATE -> require("google.GenerateContentResponse", "", where, answer);
      case GEMINI_INTERACTIONS -> require("google.interactions.Interaction", "", where, answer);
      default ->
          throw new IllegalArgumentException(dialect + " (expected: one that callers speak)");
    }
  }

  private void named(String file, String field, String where, JsonNode event) {
    String name = event.path(field).asString("");
    for (Map.Entry<String, JsonNode> type : file(file).path("$defs").properties()) {
      if (type.getValue().at("/properties/" + field + "/const").asString("").equals(name)
          && unites(file, type.getKey())) {
        require(file, type.getKey(), where, event);
        return;
      }
    }
    assertThat(name).as("%s: an event that the SDK knows: %s", where, event).isNull();
  }

  private boolean unites(String file, String type) {
    return file(file)
        .path("anyOf")
        .valueStream()
        .anyMatch(one -> one.path("$ref").asString("").equals("#/$defs/" + type));
  }

  /** Google's types leave their discriminators optional; clients do not. */
  private void requireKnown(String where, JsonNode part) {
    if (part.isMissingNode()) {
      return;
    }
    String type = part.path("type").asString("");
    assertThat(
            file("google.interactions.InteractionSSEEvent")
                .path("$defs")
                .valueStream()
                .map(one -> one.at("/properties/type/const").asString("")))
        .as("%s: %s", where, part)
        .contains(type);
  }

  private void require(String file, String type, String where, JsonNode value) {
    Schema schema = compiled.computeIfAbsent(file + "#" + type, _ -> compile(file, type));
    assertThat(schema.validate(value)).as("%s: %s %s: %s", where, file, type, value).isEmpty();
  }

  private Schema compile(String file, String type) {
    ObjectNode whole = file(file);
    if (type.isEmpty()) {
      return validator.compile(whole);
    }
    ObjectNode part = Json.object().put("$ref", "#/$defs/" + type);
    part.set("$defs", whole.path("$defs"));
    return validator.compile(part);
  }

  private ObjectNode file(String name) {
    return files.computeIfAbsent(
        name,
        _ -> {
          try {
            return (ObjectNode) Json.parse(Files.readAllBytes(FOLDER.resolve(name + ".json")));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
