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
 */
public record CallOptions(String sandbox, boolean strict, @Nullable Boolean rescue, boolean once) {
  /** Nothing wanted. */
  public static final CallOptions NONE = new CallOptions("", false, null);

  /** A call that may be at work at two places. */
  public CallOptions(String sandbox, boolean strict, @Nullable Boolean rescue) {
    this(sandbox, strict, rescue, false);
  }

  public CallOptions {
    Objects.requireNonNull(sandbox);
  }
}
