package dev.switchboard.config;

import org.jspecify.annotations.Nullable;

/** What the command line of {@code serve} says; null where it says nothing. */
public record Flags(
    @Nullable String host,
    @Nullable Integer port,
    @Nullable String data,
    @Nullable String config,
    boolean sandbox) {
  /** Nothing said. */
  public static final Flags NONE = new Flags(null, null, null, null, false);
}
