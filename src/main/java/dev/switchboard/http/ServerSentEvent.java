package dev.switchboard.http;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event of an event stream.
 *
 * @param event its name; empty if it has none, which is the type {@code message}
 * @param data its data lines, joined by line feeds
 * @param id the id it sets, not one that an earlier event set
 * @param retryMillis the reconnection time it sets
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">source</a>
 */
public record ServerSentEvent(
    String event, String data, Optional<String> id, OptionalLong retryMillis) {

  /** An event with data alone. */
  public static ServerSentEvent of(String data) {
    return new ServerSentEvent("", data, Optional.empty(), OptionalLong.empty());
  }

  /** An event with a name and data. */
  public static ServerSentEvent of(String event, String data) {
    return new ServerSentEvent(event, data, Optional.empty(), OptionalLong.empty());
  }
}
