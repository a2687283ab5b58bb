package dev.switchboard.provider;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a caller wants a call to be made, beside what it asks.
 *
 * @param sandbox what the sandbox is told to do; empty for nothing
 * @param strict whether a call is to be refused, before a provider is asked, when its translation
 *     would leave out, approximate or estimate something
 * @param rescue whether a stream that breaks off is to be gone on with; null for as configured
 * @param once whether the caller says that the call must not be made twice, so that nobody else is
 *     asked while one is at work
 * @param hops how many gateways the call had gone through when it came here
 */
public record CallOptions(
    String sandbox, boolean strict, @Nullable Boolean rescue, boolean once, int hops) {
  /** Nothing wanted. */
  public static final CallOptions NONE = new CallOptions("", false, null);

  /** A call that may be at work at two places, and came from no gateway. */
  public CallOptions(String sandbox, boolean strict, @Nullable Boolean rescue) {
    this(sandbox, strict, rescue, false, 0);
  }

  /** What a copy of a call is made with. */
  public CallOptions ofCopy() {
    return new CallOptions("", false, false, false, hops);
  }

  public CallOptions {
    Objects.requireNonNull(sandbox);
  }
}
