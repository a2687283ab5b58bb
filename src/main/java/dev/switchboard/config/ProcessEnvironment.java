package dev.switchboard.config;

import java.util.Map;

/** The variables that this process was started with: the only reader of them. */
public final class ProcessEnvironment {
  private ProcessEnvironment() {}

  /** Names to values. */
  public static Map<String, String> variables() {
    return System.getenv();
  }
}
