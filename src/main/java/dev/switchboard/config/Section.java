package dev.switchboard.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read key by key; what is not read by the time {@link #close} is
 * called is a mistake of the writer.
 */
final class Section implements AutoCloseable {
  private final String file;
  private final String path;
  private final Variables variables;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  /**
   * @param path the mapping's own key path, for messages; empty at the root
   * @throws ConfigException if a key is not text or stands twice
   */
  Section(String file, String path, MappingNode node, Variables variables) {
    this.file = file;
    this.path = path;
    this.variables = variables;
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new ConfigException(where(tuple.getKeyNode()), "a key that is not text");
      }
      if (values.put(key.getValue(), tuple.getValueNode()) != null) {
        throw new ConfigException(where(key), full(key.getValue()) + " stands twice");
      }
      keys.put(key.getValue(), key);
    }
  }

  /** The keys in the order of the file. */
  List<String> names() {
    return List.copyOf(values.keySet());
  }

  boolean has(String name) {
    known.add(name);
    Node node = values.get(name);
    return node != null && !isNull(node);
  }

  Optional<String> text(String name) {
    return scalar(name).map(node -> variables.fill(node.getValue(), where(node), full(name)));
  }

  /** The text as it stands, references to variables included. */
  Optional<String> rawText(String name) {
    return scalar(name).map(ScalarNode::getValue);
  }

  Optional<Integer> integer(String name, int min, int max) {
    return text(name).map(text -> parseInteger(name, text, min, max));
  }

  Optional<Boolean> bool(String name) {
    return text(name)
        .map(text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw invalid(name, text, "true or false");
            });
  }

  Optional<Duration> duration(String name) {
    return text(name)
        .map(text ->
            Units.duration(text)
                .orElseThrow(() -> invalid(name, text, "a duration such as 500ms, 2s, 10m or 1h")));
  }

  Optional<Long> size(String name) {
    return text(name)
        .map(text ->
            Units.size(text)
                .orElseThrow(() -> invalid(name, text, "a size such as 64KB, 32MB or 1GB")));
  }

  <T> Optional<T> choice(String name, Map<String, T> words) {
    return text(name)
        .map(text -> {
          T value = words.get(text);
          if (value == null) {
            throw invalid(name, text, "one of " + String.join(", ", new TreeSet<>(words.keySet())));
          }
          return value;
        });
  }

  Optional<Section> section(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    Node node = node(name);
    if (!(node instanceof MappingNode mapping)) {
      throw invalid(name, kind(node), "a mapping");
    }
    return Optional.of(new Section(file, full(name), mapping, variables));
  }

  boolean isMapping(String name) {
    return has(name) && node(name) instanceof MappingNode;
  }

  /** The items of a list, each as text. */
  Optional<List<String>> texts(String name) {
    return items(name)
        .map(items -> {
          List<String> texts = new ArrayList<>();
          for (Node item : items) {
            if (!(item instanceof ScalarNode scalar)) {
              throw new ConfigException(where(item), full(name) + ": expected a list of texts");
            }
            texts.add(variables.fill(scalar.getValue(), where(item), full(name)));
          }
          return texts;
        });
  }

  /** The items of a list, each a mapping or, where it is a text, a mapping of {@code key} to it. */
  Optional<List<Section>> sections(String name, String key) {
    return items(name)
        .map(items -> {
          List<Section> sections = new ArrayList<>();
          for (Node item : items) {
            sections.add(asSection(name, key, item));
          }
          return sections;
        });
  }

  /** A complaint about a value of this mapping. */
  ConfigException invalid(String name, String value, String expected) {
    Node node = values.get(name);
    return new ConfigException(
        node == null ? file : where(node),
        full(name) + ": " + value + " (expected: " + expected + ")");
  }

  /** Where a value stands: file, line and key. */
  String place(String name) {
    Node node = values.get(name);
    return (node == null ? file : where(node)) + ": " + full(name);
  }

  /** A complaint about a key that is missing. */
  ConfigException missing(String name, String expected) {
    String line = values.isEmpty() ? file : where(keys.values().iterator().next());
    return new ConfigException(line, full(name) + ": missing (expected: " + expected + ")");
  }

  /**
   * Checks that every key was read.
   *
   * @throws ConfigException naming the first unknown key and the nearest known one
   */
  @Override
  public void close() {
    for (Map.Entry<String, Node> entry : keys.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new ConfigException(
            where(entry.getValue()),
            "unknown key "
                + full(entry.getKey())
                + Nearest.of(entry.getKey(), known)
                    .map(near -> " (did you mean " + near + "?)")
                    .orElse(" (expected: one of " + String.join(", ", known) + ")"));
      }
    }
  }

  private Section asSection(String name, String key, Node item) {
    return switch (item) {
      case MappingNode mapping -> new Section(file, full(name), mapping, variables);
      case ScalarNode scalar ->
          new Section(
              file,
              full(name),
              new MappingNode(
                  scalar.getTag(),
                  List.of(
                      new NodeTuple(
                          new ScalarNode(
                              scalar.getTag(),
                              true,
                              key,
                              scalar.getScalarStyle(),
                              scalar.getStartMark(),
                              scalar.getEndMark()),
                          scalar)),
                  org.snakeyaml.engine.v2.common.FlowStyle.BLOCK),
              variables);
      default ->
          throw new ConfigException(where(item), full(name) + ": expected a text or mapping");
    };
  }

  private Optional<List<Node>> items(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    Node node = node(name);
    if (!(node instanceof SequenceNode sequence)) {
      throw invalid(name, kind(node), "a list");
    }
    return Optional.of(sequence.getValue());
  }

  private Optional<ScalarNode> scalar(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    Node node = node(name);
    if (!(node instanceof ScalarNode scalar)) {
      throw invalid(name, kind(node), "a single value");
    }
    return Optional.of(scalar);
  }

  private Node node(String name) {
    Node node = values.get(name);
    if (node == null) {
      throw new IllegalStateException("no key " + name);
    }
    return node;
  }

  private int parseInteger(String name, String text, int min, int max) {
    String expected = "a whole number from " + min + " to " + max;
    try {
      int value = Integer.parseInt(text);
      if (value < min || value > max) {
        throw invalid(name, text, expected);
      }
      return value;
    } catch (NumberFormatException _) {
      throw invalid(name, text, expected);
    }
  }

  private String full(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private String where(@Nullable Node node) {
    return node == null
        ? file
        : file + node.getStartMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getTag().equals(org.snakeyaml.engine.v2.nodes.Tag.NULL);
  }

  private static String kind(Node node) {
    return switch (node) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      default -> "a single value";
    };
  }
}
