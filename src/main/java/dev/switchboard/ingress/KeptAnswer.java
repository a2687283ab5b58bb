package dev.switchboard.ingress;

import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.ir.Blob;
import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole answer as it went out, to be given again: a stream again as a stream, in the same pieces.
 *
 * @param pieces one for an answer that is no stream
 */
public record KeptAnswer(int status, Headers headers, boolean stream, List<Blob> pieces) {
  private static final String ANY = "application/octet-stream";

  public KeptAnswer {
    pieces = List.copyOf(pieces);
  }

  /** How many bytes its pieces have. */
  long size() {
    return pieces.stream().mapToLong(Blob::size).sum();
  }

  /** All its bytes. */
  public byte[] whole() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pieces.forEach(piece -> out.writeBytes(piece.bytes()));
    return out.toByteArray();
  }

  /** Gives it to a caller, with these headers instead. */
  void give(Exchange exchange, Headers with) {
    if (!stream) {
      exchange.respond(status, with, whole());
      return;
    }
    try (ResponseStream out = exchange.stream(status, with)) {
      for (Blob piece : pieces) {
        out.write(piece.bytes());
      }
      out.end();
    }
  }

  /** As bytes: a line of JSON with everything but the pieces, then the pieces. */
  byte[] toBytes() {
    ObjectNode head = Json.object();
    head.put("status", status);
    head.put("stream", stream);
    ArrayNode fields = head.putArray("headers");
    headers.forEach((name, value) -> fields.addArray().add(name).add(value));
    ArrayNode lengths = head.putArray("pieces");
    pieces.forEach(piece -> lengths.add(piece.size()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Json.write(head));
    out.write('\n');
    out.writeBytes(whole());
    return out.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote. */
  static KeptAnswer ofBytes(byte[] bytes) {
    int line = 0;
    while (bytes[line] != '\n') {
      line++;
    }
    JsonNode head = Json.parse(Arrays.copyOf(bytes, line));
    Headers.Builder headers = Headers.builder();
    for (JsonNode field : head.path("headers")) {
      headers.add(field.path(0).stringValue(), field.path(1).stringValue());
    }
    List<Blob> pieces = new ArrayList<>();
    int from = line + 1;
    for (JsonNode length : head.path("pieces")) {
      int to = from + length.intValue();
      pieces.add(new Blob(ANY, Arrays.copyOfRange(bytes, from, to)));
      from = to;
    }
    return new KeptAnswer(
        head.path("status").intValue(),
        headers.build(),
        head.path("stream").booleanValue(),
        pieces);
  }

  /** The same with other pieces. */
  public KeptAnswer withPieces(List<byte[]> others) {
    return new KeptAnswer(status, headers, stream, others.stream().map(KeptAnswer::piece).toList());
  }

  static Blob piece(byte[] bytes) {
    return new Blob(ANY, bytes);
  }
}
