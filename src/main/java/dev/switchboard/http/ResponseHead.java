package dev.switchboard.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts the heads of answers together. */
final class ResponseHead {
  /** Fields that belong to the connection, not to a handler. */
  static final List<String> OURS =
      List.of("Content-Length", "Transfer-Encoding", "Connection", "Date", "Keep-Alive");

  static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEEP_ALIVE =
      "Connection: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHUNKED =
      "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);

  private ResponseHead() {}

  /** Whether an answer to this request with this status carries bytes after its head. */
  static boolean hasBody(RequestHead request, int status) {
    return status != 204 && status != 304 && !request.method().equals("HEAD");
  }

  /** A head for a body of known length. */
  static HeadWriter whole(
      LoopState state, RequestHead request, boolean keepAlive, int status, Headers headers) {
    HeadWriter out = state.headWriter.start().raw(StatusLine.of(status)).raw(state.dateLine());
    connection(out, request, keepAlive);
    fields(out, headers);
    return out;
  }

  /** Ends a head with the length of its body. */
  static void endWithLength(HeadWriter out, int length) {
    out.raw(LENGTH).decimal(length).crlf().crlf();
  }

  /** Ends a head whose body comes in chunks, or until the connection closes. */
  static void endWithChunks(HeadWriter out, boolean chunked) {
    if (chunked) {
      out.raw(CHUNKED);
    }
    out.crlf();
  }

  private static void connection(HeadWriter out, RequestHead request, boolean keepAlive) {
    if (!keepAlive) {
      out.raw(CLOSE);
    } else if (!request.isHttp11()) {
      out.raw(KEEP_ALIVE);
    }
  }

  private static void fields(HeadWriter out, Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      out.field(headers.name(i), headers.value(i));
    }
  }
}
