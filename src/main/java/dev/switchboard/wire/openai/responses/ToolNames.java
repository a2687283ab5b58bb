package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.Fields;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's tools are called where there are only plain functions, and back.
 *
 * <p>A function within a namespace gets the namespace before its name; a custom tool becomes a
 * function with one text.
 */
final class ToolNames {
  /** The one argument of a custom tool that is offered as a function. */
  static final String INPUT = "input";

  private static final int MAX_LENGTH = 64;

  /**
   * A tool as the caller knows it.
   *
   * @param namespace null for a tool of the top level
   * @param custom whether it takes plain text
   */
  record Known(@Nullable String namespace, String name, boolean custom) {}

  private final Map<String, Known> byFlatName = new HashMap<>();

  private ToolNames() {}

  static ToolNames of(Fields body) {
    ToolNames names = new ToolNames();
    for (Fields tool : body.optionalObjects("tools")) {
      names.add(null, tool);
    }
    return names;
  }

  private void add(@Nullable String namespace, Fields tool) {
    String type = tool.optionalText("type").orElse("");
    String name = tool.optionalText("name").orElse("");
    switch (type) {
      case "namespace" -> tool.optionalObjects("tools").forEach(inner -> add(name, inner));
      case "function", "custom" ->
          byFlatName.put(flat(namespace, name), new Known(namespace, name, type.equals("custom")));
      default -> {}
    }
  }

  /** The tool that a model called by this name. */
  Known known(String flatName) {
    Known known = byFlatName.get(flatName);
    return known == null ? new Known(null, flatName, false) : known;
  }

  /** One name for both; at most 64 letters, digits, underscores and hyphens. */
  static String flat(@Nullable String namespace, String name) {
    if (namespace == null || namespace.isEmpty()) {
      return name;
    }
    StringBuilder flat = new StringBuilder();
    (namespace + "__" + name)
        .codePoints()
        .map(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-') ? c : '_')
        .forEach(flat::appendCodePoint);
    if (flat.length() <= MAX_LENGTH) {
      return flat.toString();
    }
    String hash = Integer.toHexString((namespace + "\n" + name).hashCode());
    return flat.substring(0, MAX_LENGTH - 1 - hash.length()) + "_" + hash;
  }
}
