package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Requests as bytes, and what a response's head says about its body. Pure. */
final class UpstreamWire {
  private UpstreamWire() {}

  /** Whether the client sets this field itself. */
  static boolean isOurs(String name) {
    return switch (name.length()) {
      case 4 -> name.equalsIgnoreCase("Host");
      case 10 -> name.equalsIgnoreCase("Connection");
      case 14 -> name.equalsIgnoreCase("Content-Length");
      case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
      default -> false;
    };
  }

  /** The request's head, and its body if that is at most {@link BodyPump#WHOLE_BYTES} long. */
  static ByteBuf encode(
      UpstreamRequest request, Route route, HeadWriter head, ByteBufAllocator allocator) {
    UpstreamRequest.Target target = request.target();
    head.start().text(request.method()).text(" ");
    boolean absolute = route.isAbsolute();
    if (absolute) {
      head.text("http://").text(target.authority());
    }
    head.text(target.path()).text(" HTTP/1.1\r\n").field("Host", target.authority());
    if (absolute) {
      route
          .proxy()
          .flatMap(ProxySettings.Proxy::authorization)
          .ifPresent(value -> head.field("Proxy-Authorization", value));
    }
    Headers headers = request.headers();
    for (int i = 0; i < headers.size(); i++) {
      head.field(headers.name(i), headers.value(i));
    }
    byte[] body = request.body();
    if (body.length > 0 || request.method().equals("POST") || request.method().equals("PUT")) {
      head.text("Content-Length: ").decimal(body.length).crlf();
    }
    head.crlf();
    int copied = body.length <= BodyPump.WHOLE_BYTES ? body.length : 0;
    ByteBuf out = allocator.directBuffer(head.length() + copied);
    head.writeTo(out);
    return out.writeBytes(body, 0, copied);
  }

  /** The status of a response. */
  static int status(HeadParser.Head head) throws ProtocolException {
    String text = head.second();
    boolean isHttp1 = head.first().equals("HTTP/1.1") || head.first().equals("HTTP/1.0");
    if (!isHttp1 || text.length() != 3) {
      throw new ProtocolException(502, "status line: not HTTP/1.1");
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new ProtocolException(502, "status: not a number");
      }
      status = 10 * status + digit;
    }
    if (status < 100 || status > 599) {
      throw new ProtocolException(502, "status: " + status + " (expected: 100 to 599)");
    }
    return status;
  }

  /** How the body of a response is framed. */
  static BodyDecoder body(String method, int status, Headers headers) throws ProtocolException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return BodyDecoder.fixed(0);
    }
    int coding = headers.indexOf("Transfer-Encoding", 0);
    int length = headers.indexOf("Content-Length", 0);
    if (coding >= 0) {
      boolean chunked =
          headers.value(coding).equalsIgnoreCase("chunked")
              && headers.indexOf("Transfer-Encoding", coding + 1) < 0;
      if (!chunked || length >= 0) {
        throw new ProtocolException(502, "Transfer-Encoding: not chunked alone");
      }
      return BodyDecoder.chunked();
    }
    return length < 0
        ? BodyDecoder.untilClose()
        : BodyDecoder.fixed(RequestHead.contentLength(headers, length));
  }

  /** Whether the connection can carry another request after this response. */
  static boolean keepsAlive(HeadParser.Head head) {
    return head.first().equals("HTTP/1.1")
        ? !head.headers().hasToken("Connection", "close")
        : head.headers().hasToken("Connection", "keep-alive");
  }

  static UpstreamException malformed(ProtocolException e, Route route) {
    return new UpstreamException(Kind.PROTOCOL, route + ": " + e.getMessage());
  }
}
