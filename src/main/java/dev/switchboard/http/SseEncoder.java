package dev.switchboard.http;

import java.nio.charset.StandardCharsets;

/** Events as bytes, lines ended by LF, one blank after each colon. Pure. */
public final class SseEncoder {
  private SseEncoder() {}

  /** An event with data alone. */
  public static byte[] data(String data) {
    return event("", data);
  }

  /**
   * An event.
   *
   * @param name its name; empty for none
   * @param data its data; each of its lines becomes a data line
   * @throws IllegalArgumentException if the name has a line break
   */
  public static byte[] event(String name, String data) {
    StringBuilder out = new StringBuilder(name.length() + data.length() + 24);
    if (!name.isEmpty()) {
      if (hasLineBreak(name)) {
        throw new IllegalArgumentException("event name: has a line break (expected: one line)");
      }
      out.append("event: ").append(name).append('\n');
    }
    lines(out, "data: ", data);
    return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The whole event, id and retry included. */
  public static byte[] event(ServerSentEvent event) {
    StringBuilder out = new StringBuilder();
    event
        .id()
        .ifPresent(id -> {
          if (hasLineBreak(id)) {
            throw new IllegalArgumentException("event id: has a line break");
          }
          out.append("id: ").append(id).append('\n');
        });
    event.retryMillis().ifPresent(millis -> out.append("retry: ").append(millis).append('\n'));
    byte[] head = out.toString().getBytes(StandardCharsets.UTF_8);
    byte[] rest = event(event.event(), event.data());
    byte[] all = new byte[head.length + rest.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(rest, 0, all, head.length, rest.length);
    return all;
  }

  /** A comment, which readers skip: keeps a quiet connection alive. */
  public static byte[] comment(String text) {
    StringBuilder out = new StringBuilder(text.length() + 4);
    lines(out, ": ", text);
    return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void lines(StringBuilder out, String prefix, String text) {
    if (!hasLineBreak(text)) {
      out.append(prefix).append(text).append('\n');
      return;
    }
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      if (c == '\n' || c == '\r') {
        out.append(prefix).append(text, from, i).append('\n');
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        from = i + 1;
      }
    }
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }
}
