package dev.switchboard.provider;

import java.util.Objects;

/**
 * How a caller wants a call to be made, beside what it asks.
 *
 * @param sandbox what the sandbox is told to do; empty for nothing
 * @param strict whether a call is to be refused, before a provider is asked, when its translation
 *     would leave out, approximate or estimate something
 */
public record CallOptions(String sandbox, boolean strict) {
  /** Nothing wanted. */
  public static final CallOptions NONE = new CallOptions("", false);

  public CallOptions {
    Objects.requireNonNull(sandbox);
  }
}
