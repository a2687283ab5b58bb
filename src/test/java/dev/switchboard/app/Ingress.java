package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A surface as callers speak it, and how its answers look. */
enum Ingress {
  NATIVE,
  OPENAI,
  ANTHROPIC,
  GEMINI,
  RESPONSES,
  INTERACTIONS;

  HttpResponse<String> ask(RunningGateway gateway, String model, boolean stream) {
    return ask(gateway, model, stream, new String[0]);
  }

  HttpResponse<String> ask(
      RunningGateway gateway, String model, boolean stream, String... headers) {
    return ask(gateway, model, "hi", stream, headers);
  }

  HttpResponse<String> ask(
      RunningGateway gateway, String model, String said, boolean stream, String... headers) {
    Request request = request(model, said, stream);
    return gateway.post(request.path(), request.body(), headers);
  }

  /** A request as it is posted. */
  record Request(String path, String body) {}

  Request request(String model, String said, boolean stream) {
    String name = Json.quote(model);
    String words = Json.quote(said);
    return switch (this) {
      case NATIVE ->
          new Request(
              stream ? "/v3/call/stream" : "/v3/call",
              "{\"name\":\"f\",\"instructions\":\"Greet\",\"input\":%s,\"model\":%s}"
                  .formatted(words, name));
      case OPENAI ->
          new Request(
              "/v3/compat/chat/completions",
              "{\"model\":%s,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":%s}]}"
                  .formatted(name, stream, words));
      case ANTHROPIC ->
          new Request(
              "/v3/compat/v1/messages",
              "{\"model\":%s,\"stream\":%s,\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":%s}]}"
                  .formatted(name, stream, words));
      case GEMINI ->
          new Request(
              "/v3/compat/v1beta/models/"
                  + model
                  + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
              "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":%s}]}]}".formatted(words));
      case RESPONSES ->
          new Request(
              "/v3/compat/responses",
              "{\"model\":%s,\"stream\":%s,\"input\":%s}".formatted(name, stream, words));
      case INTERACTIONS ->
          new Request(
              "/v3/compat/v1beta/interactions",
              "{\"model\":%s,\"stream\":%s,\"input\":%s}".formatted(name, stream, words));
    };
  }

  /** The events of a stream that are JSON, in order. */
  static List<JsonNode> events(String stream) {
    List<JsonNode> events = new ArrayList<>();
    for (String line : stream.lines().toList()) {
      if (line.startsWith("data: {")) {
        events.add(Json.parse(line.substring(6)));
      }
    }
    return events;
  }

  /** The visible text of a stream, put together from what was said piece by piece. */
  String text(String stream) {
    StringBuilder text = new StringBuilder();
    for (JsonNode event : events(stream)) {
      JsonNode piece =
          switch (this) {
            case NATIVE -> event.path("delta");
            case OPENAI -> event.at("/choices/0/delta/content");
            case ANTHROPIC -> event.at("/delta/text");
            case GEMINI -> event.at("/candidates/0/content/parts/0/text");
            case RESPONSES ->
                event.path("type").asString("").equals("response.output_text.delta")
                    ? event.path("delta")
                    : event.path("nothing");
            case INTERACTIONS -> event.at("/delta/text");
          };
      text.append(piece.asString(""));
    }
    return text.toString();
  }

  /** Whether a stream ends as a whole answer does. */
  boolean endsWell(String stream) {
    return switch (this) {
      case NATIVE -> stream.contains("event: complete") && stream.strip().endsWith("data: [DONE]");
      case OPENAI ->
          stream.contains("\"finish_reason\":\"stop\"") && stream.strip().endsWith("data: [DONE]");
      case ANTHROPIC -> stream.contains("\"end_turn\"") && stream.contains("message_stop");
      case GEMINI -> stream.contains("STOP") && !stream.contains("\"error\"");
      case RESPONSES -> stream.contains("event: response.completed");
      case INTERACTIONS ->
          stream.contains("event: interaction.completed")
              && stream.strip().endsWith("data: [DONE]");
    };
  }

  /** Whether a stream ends in the dialect's error, without a word of a good end. */
  boolean endsInError(String stream) {
    boolean said =
        switch (this) {
          case NATIVE -> stream.contains("\"type\":\"error\"");
          case OPENAI, GEMINI -> stream.contains("\"error\"");
          case ANTHROPIC, INTERACTIONS -> stream.contains("event: error");
          case RESPONSES -> stream.contains("event: response.failed");
        };
    return said && !endsWell(stream);
  }
}
