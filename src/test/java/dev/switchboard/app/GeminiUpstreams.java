package dev.switchboard.app;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Answers as providers give them, in Gemini's dialect. */
final class GeminiUpstreams {
  private GeminiUpstreams() {}

  /** A whole answer with fields that nobody here knows, in an order of its own. */
  static String answer(String text) {
    return """
    {"candidates" : [{"content":{"role":"model","parts":[{"text":%s}]}, "finishReason":"STOP","x_new":1.50}],
     "modelVersion":"gemini-2.5-flash-001","usageMetadata":{"totalTokenCount":1010,"promptTokenCount":1000,\
    "candidatesTokenCount":10},"responseId":"r-1","x_unknown":{"b":1,"a":[1.0,2e3]}}\
    """
        .formatted(Json.quote(text));
  }

  /** A whole answer as an upstream sends it. */
  static Script whole(String text) {
    return Script.json(200, answer(text));
  }

  /** One event with more text. */
  static String delta(String text) {
    return "data: {\"x_new\":true,\"candidates\":[{\"content\":{\"parts\":[{\"text\":"
        + Json.quote(text)
        + "}],\"role\":\"model\"},\"index\":0}],\"modelVersion\":\"gemini-2.5-flash-001\","
        + "\"responseId\":\"r-1\"}\n\n";
  }

  /** The event with the reason and the usage. */
  static String finish() {
    return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
        + "\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":1000,"
        + "\"candidatesTokenCount\":10,\"totalTokenCount\":1010},\"responseId\":\"r-1\"}\n\n";
  }

  /** An error as Google sends it. */
  static Script error(int status, String word, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", status).put("message", message).put("status", word);
    return Script.json(status, Json.text(body));
  }

  /** A configuration whose provider {@code mock} is at that address, without repetitions. */
  static String config(String baseUrl) {
    return """
    providers:
      mock: {kind: gcp, base_url: "%s", api_key: "test-credential-1234", retries: 0,
             timeouts: {connect: 1s, first_event: 700ms, between_events: 700ms, total: 5s}}
    """
        .formatted(baseUrl);
  }
}
