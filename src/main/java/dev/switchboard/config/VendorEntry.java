package dev.switchboard.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code resources/providers} as it stands there.
 *
 * <p>These files are ours and plain: block mappings, texts on one line, lists of texts in brackets.
 * So they are read here in a few milliseconds; the full YAML reader, which an operator's file gets,
 * would take a fifth of every start for them. What is not plain is refused by file and line.
 *
 * @param values each field's text, as it is written after the colon, without a comment
 * @param flags names to sources
 */
record VendorEntry(String file, Map<String, String> values, Map<String, String> flags) {
  private static final String ITEM = "  - ";
  private static final String ITEM_FIELD = "    ";

  VendorEntry {
    values = Map.copyOf(values);
    flags = Map.copyOf(flags);
  }

  /**
   * Reads one entry, or the list of entries under {@code providers}.
   *
   * @throws IllegalStateException naming file and line for what is not plain
   */
  static List<VendorEntry> read(String file, String text) {
    return new Reader(file).read(text);
  }

  Optional<String> text(String field) {
    return Optional.ofNullable(values.get(field)).map(VendorEntry::unquoted);
  }

  String required(String field) {
    return text(field).orElseThrow(() -> new IllegalStateException(file + ": no " + field));
  }

  /** The texts of a list; none when the field is not there. */
  List<String> list(String field) {
    String value = values.getOrDefault(field, "[]");
    if (!value.startsWith("[") || !value.endsWith("]")) {
      throw new IllegalStateException(file + ": " + field + ": " + value + " (expected: a list)");
    }
    List<String> texts = new ArrayList<>();
    String inner = value.substring(1, value.length() - 1);
    for (int start = 0; start < inner.length(); ) {
      int comma = inner.indexOf(',', start);
      int end = comma < 0 ? inner.length() : comma;
      texts.add(unquoted(inner.substring(start, end).strip()));
      start = end + 1;
    }
    return texts;
  }

  <T> Optional<T> choice(String field, Map<String, T> words) {
    return text(field)
        .map(text -> {
          T value = words.get(text);
          if (value == null) {
            throw new IllegalStateException(
                file + ": " + field + ": " + text + " (expected: one of " + words.keySet() + ")");
          }
          return value;
        });
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  /** Goes through the lines of one file. */
  private static final class Reader {
    private final String file;
    private final List<VendorEntry> entries = new ArrayList<>();
    private Map<String, String> values = new LinkedHashMap<>();
    private Map<String, String> flags = new LinkedHashMap<>();
    private int line;
    private boolean listed;
    private boolean inFlags;

    Reader(String file) {
      this.file = file;
    }

    List<VendorEntry> read(String text) {
      text.lines().forEach(this::take);
      finish();
      return List.copyOf(entries);
    }

    private void take(String raw) {
      line++;
      String bare = raw.strip();
      if (bare.isEmpty() || bare.startsWith("#")) {
        return;
      }
      if (raw.equals("providers:") && values.isEmpty()) {
        listed = true;
        return;
      }
      String fields = raw;
      if (listed && raw.startsWith(ITEM)) {
        finish();
        fields = ITEM_FIELD + raw.substring(ITEM.length());
      }
      int indent = fields.length() - fields.stripLeading().length() - (listed ? 4 : 0);
      switch (indent) {
        case 0 -> field(bare.startsWith("- ") ? bare.substring(2) : bare);
        case 2 -> flag(bare);
        default -> throw notPlain("an indentation that is not expected here");
      }
    }

    private void field(String bare) {
      inFlags = bare.equals("flags:");
      if (!inFlags && !bare.equals("flags: {}")) {
        put(values, bare);
      }
    }

    private void flag(String bare) {
      if (!inFlags) {
        throw notPlain("a nested field outside of flags");
      }
      put(flags, bare);
      flags.replaceAll((_, source) -> unquoted(source));
    }

    private void put(Map<String, String> into, String bare) {
      int colon = bare.indexOf(": ");
      if (colon <= 0) {
        throw notPlain("a field without a value on its line");
      }
      String value = bare.substring(colon + 2).strip();
      String problem = problem(value);
      if (problem != null) {
        throw notPlain(problem);
      }
      if (into.put(unquoted(bare.substring(0, colon)), value) != null) {
        throw notPlain(bare.substring(0, colon) + " stands twice");
      }
    }

    /** What a value has that only the full reader would understand. */
    private static @Nullable String problem(String value) {
      if (value.isEmpty() || "{&*!|>'%@`".indexOf(value.charAt(0)) >= 0) {
        return "a value that is not a plain text or list";
      }
      if (value.indexOf('\\') >= 0 || value.contains(" #") || value.indexOf('\t') >= 0) {
        return "an escape, a comment or a tab beside a value";
      }
      boolean quoted = value.startsWith("\"");
      if (quoted && (value.length() < 2 || value.indexOf('"', 1) != value.length() - 1)) {
        return "a quotation that does not end with the line";
      }
      return null;
    }

    private void finish() {
      if (!values.isEmpty()) {
        entries.add(new VendorEntry(file, values, flags));
      } else if (!flags.isEmpty()) {
        throw notPlain("flags of no entry");
      }
      values = new LinkedHashMap<>();
      flags = new LinkedHashMap<>();
      inFlags = false;
    }

    private IllegalStateException notPlain(String what) {
      return new IllegalStateException(
          file + " line " + line + ": " + what + " (expected: name: text, or name: [text, text])");
    }
  }
}
