package dev.switchboard.config;

/** A mistake in the configuration: stops the start and says where, what and what was expected. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param where file and line, or the environment variable
   * @param problem the offending key or value and what was expected; never a secret's value
   */
  public ConfigException(String where, String problem) {
    super(where + ": " + problem, null, false, false);
  }
}
