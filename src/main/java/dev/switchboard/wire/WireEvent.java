package dev.switchboard.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event before framing.
 *
 * @param event the {@code event:} name; null for none
 * @param data the payload without line breaks
 */
public record WireEvent(@Nullable String event, String data) {
  public WireEvent {
    Objects.requireNonNull(data);
  }

  /** Stands where a dialect that was passed on ends its stream without a word. */
  public static final WireEvent NOTHING = of("");

  /** An event without a name. */
  public static WireEvent of(String data) {
    return new WireEvent(null, data);
  }
}
