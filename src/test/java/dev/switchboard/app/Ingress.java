package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.net.http.HttpResponse;

/** A surface as callers speak it, and how its answers look. */
enum Ingress {
  NATIVE,
  OPENAI,
  ANTHROPIC,
  GEMINI;

  HttpResponse<String> ask(RunningGateway gateway, String model, boolean stream) {
    String name = Json.quote(model);
    return switch (this) {
      case NATIVE ->
          gateway.post(
              stream ? "/v3/call/stream" : "/v3/call",
              "{\"name\":\"f\",\"instructions\":\"Greet\",\"input\":\"hi\",\"model\":"
                  + name
                  + "}");
      case OPENAI ->
          gateway.post(
              "/v3/compat/chat/completions",
              "{\"model\":%s,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                  .formatted(name, stream));
      case ANTHROPIC ->
          gateway.post(
              "/v3/compat/v1/messages",
              "{\"model\":%s,\"stream\":%s,\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                  .formatted(name, stream));
      case GEMINI ->
          gateway.post(
              "/v3/compat/v1beta/models/"
                  + model
                  + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
              "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}");
    };
  }

  /** Whether a stream ends as a whole answer does. */
  boolean endsWell(String stream) {
    return switch (this) {
      case NATIVE -> stream.contains("event: complete") && stream.strip().endsWith("data: [DONE]");
      case OPENAI ->
          stream.contains("\"finish_reason\":\"stop\"") && stream.strip().endsWith("data: [DONE]");
      case ANTHROPIC -> stream.contains("\"end_turn\"") && stream.contains("message_stop");
      case GEMINI -> stream.contains("STOP");
    };
  }

  /** Whether a stream ends in the dialect's error, without a word of a good end. */
  boolean endsInError(String stream) {
    boolean said =
        switch (this) {
          case NATIVE -> stream.contains("\"type\":\"error\"");
          case OPENAI, GEMINI -> stream.contains("\"error\"");
          case ANTHROPIC -> stream.contains("event: error");
        };
    return said && !endsWell(stream);
  }
}
