package dev.switchboard.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The opening handshake of both ends. Pure.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4">RFC 6455, section 4</a>
 */
final class WebSocketHandshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String KEY = "Sec-WebSocket-Key";
  private static final String ACCEPT = "Sec-WebSocket-Accept";
  private static final String VERSION = "Sec-WebSocket-Version";
  private static final String PROTOCOL = "Sec-WebSocket-Protocol";
  private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
  private static final int KEY_BYTES = 16;

  private WebSocketHandshake() {}

  /** Whether a field belongs to the handshake. */
  static boolean isOurs(String name) {
    return name.equalsIgnoreCase("Upgrade")
        || name.regionMatches(true, 0, "Sec-WebSocket-", 0, "Sec-WebSocket-".length());
  }

  /**
   * The fields of the 101 for a request.
   *
   * @throws WebSocketRefused if the request is not a valid handshake
   * @throws IllegalArgumentException for a sub-protocol not offered, or a field that is ours
   */
  static Headers accept(RequestHead head, WebSocketAccept accept) {
    Headers asked = head.headers();
    if (!head.method().equals("GET") || !head.isHttp11() || head.hasBody()) {
      throw refused("request: not a GET of HTTP/1.1 without a body");
    }
    if (!asked.hasToken("Upgrade", "websocket") || !asked.hasToken("Connection", "upgrade")) {
      throw refused("headers Upgrade and Connection: not \"websocket\" and \"upgrade\"");
    }
    if (!asked.all(VERSION).equals(List.of("13"))) {
      throw new WebSocketRefused(426, "header " + VERSION + ": not 13");
    }
    List<String> keys = asked.all(KEY);
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      throw refused("header " + KEY + ": not 16 bytes in base64, once");
    }
    Headers.Builder out =
        Headers.builder()
            .add("Upgrade", "websocket")
            .add("Connection", "Upgrade")
            .add(ACCEPT, answerTo(keys.getFirst()));
    accept
        .subprotocol()
        .ifPresent(chosen -> {
          if (asked.all(PROTOCOL).isEmpty() || !offers(asked, chosen)) {
            throw new IllegalArgumentException(
                "subprotocol: " + chosen + " (expected: one offered)");
          }
          out.add(PROTOCOL, chosen);
        });
    accept
        .headers()
        .forEach((name, value) -> {
          if (isOurs(name)) {
            throw new IllegalArgumentException("header " + name + ": set by the handshake itself");
          }
          out.add(name, value);
        });
    return out.build();
  }

  private static boolean offers(Headers asked, String chosen) {
    return offered(asked).contains(chosen);
  }

  /** The sub-protocols that a request offers, the best first. */
  static List<String> offered(Headers asked) {
    return asked.all(PROTOCOL).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static WebSocketRefused refused(String what) {
    return new WebSocketRefused(400, what + " (expected: a WebSocket handshake of RFC 6455)");
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static String answerTo(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The fields that ask for a WebSocket.
   *
   * @throws IllegalArgumentException for a field that is ours, or a sub-protocol that is no token
   */
  static Headers ask(WebSocketRequest request, SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    Headers.Builder out =
        Headers.builder()
            .add("Upgrade", "websocket")
            .add("Connection", "Upgrade")
            .add(KEY, Base64.getEncoder().encodeToString(key))
            .add(VERSION, "13");
    for (String offered : request.subprotocols()) {
      if (offered.isEmpty() || !offered.chars().allMatch(HttpText::isTokenChar)) {
        throw new IllegalArgumentException("subprotocols: not a token (expected: tokens)");
      }
    }
    if (!request.subprotocols().isEmpty()) {
      out.add(PROTOCOL, String.join(", ", request.subprotocols()));
    }
    request
        .headers()
        .forEach((name, value) -> {
          if (isOurs(name) || UpstreamWire.isOurs(name)) {
            throw new IllegalArgumentException("header " + name + ": set by the client");
          }
          out.add(name, value);
        });
    return out.build();
  }

  /**
   * Checks a 101 against what was asked.
   *
   * @return the sub-protocol that the server chose
   * @throws ProtocolException if it is not a valid answer
   */
  static Optional<String> check(Headers asked, Headers answer) throws ProtocolException {
    if (!answer.hasToken("Upgrade", "websocket")
        || !answer.hasToken("Connection", "upgrade")
        || !answer.all(ACCEPT).equals(List.of(answerTo(asked.firstOr(KEY, ""))))) {
      throw new ProtocolException(502, "status: 101 without the handshake of a WebSocket");
    }
    if (answer.contains(EXTENSIONS)) {
      throw new ProtocolException(502, EXTENSIONS + ": present (expected: none, none was offered)");
    }
    List<String> chosen = answer.all(PROTOCOL);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    if (chosen.size() > 1 || !offers(asked, chosen.getFirst())) {
      throw new ProtocolException(502, PROTOCOL + ": not one of those offered");
    }
    return Optional.of(chosen.getFirst());
  }
}
