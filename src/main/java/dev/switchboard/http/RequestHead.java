package dev.switchboard.http;

/**
 * A request's line and fields, checked, with what they say about the message's framing.
 *
 * @param method a token
 * @param path as sent, beginning with a slash, or {@code *}
 * @param query as sent
 * @param headers the fields
 * @param isHttp11 false for HTTP/1.0
 * @param keepAlive whether the caller wants to use the connection again
 * @param contentLength the length of the body; {@link #CHUNKED} if it comes in chunks
 */
record RequestHead(
    String method,
    String path,
    Query query,
    Headers headers,
    boolean isHttp11,
    boolean keepAlive,
    long contentLength) {
  static final long CHUNKED = -1;

  /**
   * Checks a head.
   *
   * @throws ProtocolException for a head that is not a valid request
   */
  static RequestHead of(HeadParser.Head head) throws ProtocolException {
    String method = head.first();
    for (int i = 0; i < method.length(); i++) {
      if (!HttpText.isTokenChar(method.charAt(i))) {
        throw new ProtocolException(400, "method: not a token");
      }
    }
    boolean isHttp11 = isHttp11(head.third());
    Headers headers = head.headers();
    checkHost(headers, isHttp11);
    String target = path(head.second(), method);
    int question = target.indexOf('?');
    return new RequestHead(
        method,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? Query.NONE : new Query(target.substring(question + 1)),
        headers,
        isHttp11,
        isHttp11
            ? !headers.hasToken("Connection", "close")
            : headers.hasToken("Connection", "keep-alive"),
        contentLength(headers, isHttp11));
  }

  boolean hasBody() {
    return contentLength != 0;
  }

  boolean expectsContinue() {
    return isHttp11 && hasBody() && headers.firstOr("Expect", "").equalsIgnoreCase("100-continue");
  }

  BodyDecoder bodyDecoder() {
    return contentLength == CHUNKED ? BodyDecoder.chunked() : BodyDecoder.fixed(contentLength);
  }

  private static boolean isHttp11(String version) throws ProtocolException {
    if (version.equals("HTTP/1.1")) {
      return true;
    }
    if (version.equals("HTTP/1.0")) {
      return false;
    }
    boolean other = version.startsWith("HTTP/") && version.length() == 8;
    throw new ProtocolException(
        other ? 505 : 400, "version: not known (expected: HTTP/1.1 or HTTP/1.0)");
  }

  private static void checkHost(Headers headers, boolean isHttp11) throws ProtocolException {
    int host = headers.indexOf("Host", 0);
    if (host < 0 ? isHttp11 : headers.indexOf("Host", host + 1) >= 0) {
      throw new ProtocolException(
          400, "Host: " + (host < 0 ? "missing" : "repeated") + " (expected: once)");
    }
  }

  /** The path and query of a request target. */
  private static String path(String target, String method) throws ProtocolException {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw new ProtocolException(400, "target: character 0x%02x".formatted((int) c));
      }
    }
    if (target.startsWith("/") || (target.equals("*") && method.equals("OPTIONS"))) {
      return target;
    }
    int authority =
        target.regionMatches(true, 0, "http://", 0, 7)
            ? 7
            : target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    if (authority < 0 || method.equals("CONNECT")) {
      throw new ProtocolException(400, "target: not known (expected: a path beginning with /)");
    }
    int end = authority;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String rest = target.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static long contentLength(Headers headers, boolean isHttp11) throws ProtocolException {
    int length = headers.indexOf("Content-Length", 0);
    int coding = headers.indexOf("Transfer-Encoding", 0);
    if (coding < 0) {
      return length < 0 ? 0 : contentLength(headers, length);
    }
    if (length >= 0 || !isHttp11 || headers.indexOf("Transfer-Encoding", coding + 1) >= 0) {
      throw new ProtocolException(400, "Transfer-Encoding: beside another framing");
    }
    if (!headers.value(coding).equalsIgnoreCase("chunked")) {
      throw new ProtocolException(501, "Transfer-Encoding: not known (expected: chunked)");
    }
    return CHUNKED;
  }

  /**
   * Reads a length that must stand alone.
   *
   * @throws ProtocolException if it is repeated or not a plain decimal number
   */
  static long contentLength(Headers headers, int index) throws ProtocolException {
    String text = headers.value(index);
    boolean valid =
        headers.indexOf("Content-Length", index + 1) < 0 && !text.isEmpty() && text.length() <= 18;
    for (int i = 0; valid && i < text.length(); i++) {
      valid = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!valid) {
      throw new ProtocolException(400, "Content-Length: not valid (expected: one decimal number)");
    }
    return Long.parseLong(text);
  }
}
