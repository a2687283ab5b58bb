package dev.switchboard.app;

import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import tools.jackson.databind.node.ObjectNode;

/** Answers as AWS Bedrock gives them. */
public final class BedrockUpstreams {
  private BedrockUpstreams() {}

  /** A whole answer with that text. */
  static Script answer(String text) {
    return Script.json(200, answerBody(text));
  }

  static String answerBody(String text) {
    ObjectNode body = Json.object();
    body.putObject("output")
        .putObject("message")
        .put("role", "assistant")
        .putArray("content")
        .addObject()
        .put("text", text);
    body.put("stopReason", "end_turn");
    body.set("usage", usage());
    return Json.text(body);
  }

  private static ObjectNode usage() {
    return Json.object()
        .put("inputTokens", 1_000)
        .put("outputTokens", 10)
        .put("totalTokens", 1_010);
  }

  /** A stream of these messages, one chunk for each. */
  public static Script stream(String... messages) {
    Script script =
        Script.status(200).header("Content-Type", "application/vnd.amazon.eventstream").chunked();
    for (String message : messages) {
      script = script.chunk(message.getBytes(LATIN));
    }
    return script.end();
  }

  static String start() {
    return event("messageStart", "{\"role\":\"assistant\",\"p\":\"ab\"}");
  }

  static String delta(String text) {
    return event(
        "contentBlockDelta",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":" + Json.quote(text) + "},\"p\":\"a\"}");
  }

  /** A call in the middle of its arguments. */
  static String toolCall() {
    return event(
            "contentBlockStart",
            "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\"}}}")
        + event(
            "contentBlockDelta",
            "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\":\"}}}");
  }

  /** The start of a block of which its server says the kind, as imitations of the API do. */
  static String startOf(String kind) {
    return event("contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{\"" + kind + "\":{}}}");
  }

  static String thought(String text) {
    return event(
        "contentBlockDelta",
        "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":"
            + Json.quote(text)
            + "}}}");
  }

  static String stop() {
    return event("messageStop", "{\"stopReason\":\"end_turn\"}");
  }

  static String metadata() {
    ObjectNode body = Json.object();
    body.set("usage", usage());
    return event("metadata", Json.text(body));
  }

  static String exception(String type, String message) {
    return message(
        ":message-type",
        "exception",
        ":exception-type",
        type,
        Json.text(Json.object().put("message", message)));
  }

  /** One event. */
  public static String event(String type, String payload) {
    return message(":message-type", "event", ":event-type", type, payload);
  }

  /** One message of the event stream, a character for each byte. */
  private static String message(
      String kindName, String kind, String typeName, String type, String payload) {
    byte[] headers = (header(kindName, kind) + header(typeName, type)).getBytes(LATIN);
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    int length = 16 + headers.length + body.length;
    ByteBuffer out = ByteBuffer.allocate(length).putInt(length).putInt(headers.length);
    out.putInt(crc(out.array(), 8)).put(headers).put(body);
    out.putInt(crc(out.array(), length - 4));
    return new String(out.array(), LATIN);
  }

  private static final java.nio.charset.Charset LATIN = StandardCharsets.ISO_8859_1;

  private static String header(String name, String value) {
    return (char) name.length() + name + "\u0007" + "\u0000" + (char) value.length() + value;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
