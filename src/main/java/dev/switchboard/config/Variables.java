package dev.switchboard.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code ${NAME}} in texts from the environment; {@code $${NAME}} stands for itself.
 *
 * @param environment names to values
 * @param absence what is said of a variable that is not among them
 */
record Variables(Map<String, String> environment, String absence) {
  private static final Pattern REFERENCE = Pattern.compile("(\\$?)\\$\\{([^}]*)}");

  Variables {
    environment = Map.copyOf(environment);
  }

  /** Those of a process. */
  Variables(Map<String, String> environment) {
    this(environment, "is not set");
  }

  /**
   * The text with every reference replaced.
   *
   * @param where file and line, for messages
   * @param key the key whose value it is, for messages
   * @throws ConfigException if a variable is not set
   */
  String fill(String text, String where, String key) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value(matcher, where, key)));
    }
    return matcher.appendTail(filled).toString();
  }

  private String value(Matcher reference, String where, String key) {
    String name = reference.group(2);
    if (!reference.group(1).isEmpty()) {
      return "${" + name + "}";
    }
    String value = environment.get(name);
    if (value == null) {
      throw new ConfigException(where, key + ": the environment variable " + name + " " + absence);
    }
    return value;
  }
}
