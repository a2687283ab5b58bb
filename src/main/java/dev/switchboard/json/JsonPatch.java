package dev.switchboard.json;

import dev.switchboard.json.TopLevel.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Changes to single fields of a JSON object, made in its bytes: white space, field order, number
 * spelling, escapes and unknown fields elsewhere stay byte for byte what they were.
 *
 * <p>Fields are named by pointers whose steps are field names: {@code /model}, {@code
 * /stream_options/include_usage}. A field set in place keeps its place; a new one goes last. An
 * object on the way that is missing or {@code null} is made. Later changes see earlier ones.
 *
 * <p>A patch is a value: each method returns a new one, and one patch may be applied to many
 * documents.
 */
public final class JsonPatch {
  private static final JsonPatch NONE = new JsonPatch(List.of());

  /** One change; {@code json} is the new value, {@code null} takes the field away. */
  private record Change(List<String> steps, @Nullable String json) {
    String first() {
      return steps.getFirst();
    }

    Change inner() {
      return new Change(steps.subList(1, steps.size()), json);
    }
  }

  private final List<Change> changes;

  private JsonPatch(List<Change> changes) {
    this.changes = changes;
  }

  /** The patch that changes nothing. */
  public static JsonPatch none() {
    return NONE;
  }

  /** Whether there is nothing to change. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Sets a field to a string. */
  public JsonPatch set(String pointer, String text) {
    return with(pointer, Json.quote(text));
  }

  /** Sets a field to a truth value. */
  public JsonPatch set(String pointer, boolean value) {
    return with(pointer, Boolean.toString(value));
  }

  /** Sets a field to any value. */
  public JsonPatch set(String pointer, JsonNode value) {
    return with(pointer, Json.text(value));
  }

  /** Takes a field away; one that is not there is no error. */
  public JsonPatch remove(String pointer) {
    return with(pointer, null);
  }

  /** The document with all changes made; the argument's own bytes are left alone. */
  public byte[] apply(TopLevel document) {
    Map<String, List<Change>> byField = new LinkedHashMap<>();
    for (Change change : changes) {
      byField.computeIfAbsent(change.first(), name -> new ArrayList<>()).add(change);
    }
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    byField.forEach((name, own) -> values.put(name, outcome(document, name, own)));
    return splice(document, values);
  }

  private JsonPatch with(String pointer, @Nullable String json) {
    List<String> steps = JsonPointers.steps(pointer);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("pointer: empty (expected: the pointer of a field)");
    }
    List<Change> more = new ArrayList<>(changes);
    more.add(new Change(steps, json));
    return new JsonPatch(List.copyOf(more));
  }

  /** The field's JSON after all its changes, {@code null} if it is to be absent. */
  private static @Nullable String outcome(TopLevel document, String name, List<Change> changes) {
    Field field = document.find(name);
    String json = field == null ? null : document.json(field);
    for (Change change : changes) {
      json = change.steps().size() == 1 ? change.json() : inside(json, document, name, change);
    }
    return json;
  }

  private static @Nullable String inside(
      @Nullable String json, TopLevel document, String name, Change change) {
    if (json == null || json.equals("null")) {
      return change.json() == null ? json : made(change);
    }
    byte[] object = bytes(json);
    if (object[0] != '{') {
      throw new Located(Json.parse(object), document.place(name)).invalid("an object");
    }
    JsonPatch rest = new JsonPatch(List.of(change.inner()));
    TopLevel inner = TopLevel.scanAt(object, document.place(name));
    return new String(rest.apply(inner), StandardCharsets.UTF_8);
  }

  /** The object that a change makes where none is. */
  private static String made(Change change) {
    String json = String.valueOf(change.json());
    for (String step : change.inner().steps().reversed()) {
      json = "{" + Json.quote(step) + ":" + json + "}";
    }
    return json;
  }

  private static byte[] splice(TopLevel document, Map<String, @Nullable String> values) {
    Splicer out = new Splicer(document.bytes(), document.from());
    List<Field> fields = document.fields();
    int previousEnd = document.open() + 1;
    boolean kept = false;
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      String value = values.get(field.name());
      if (!values.containsKey(field.name())) {
        kept = true;
      } else if (value != null && field.equals(document.find(field.name()))) {
        out.replace(field.start(), field.end(), value);
        kept = true;
      } else if (kept || i + 1 == fields.size()) {
        out.replace(kept ? previousEnd : field.nameStart(), field.end(), "");
      } else {
        out.replace(field.nameStart(), fields.get(i + 1).nameStart(), "");
      }
      previousEnd = field.end();
    }
    for (Map.Entry<String, @Nullable String> entry : values.entrySet()) {
      if (entry.getValue() != null && document.find(entry.getKey()) == null) {
        String comma = kept ? "," : "";
        out.replace(
            previousEnd, previousEnd, comma + Json.quote(entry.getKey()) + ":" + entry.getValue());
        kept = true;
      }
    }
    return out.finish(document.to());
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Copies a document from left to right, other text put in the place of some of its ranges. */
  private static final class Splicer {
    private final byte[] source;
    private final int from;
    private final List<Range> ranges = new ArrayList<>(4);

    private record Range(int start, int end, String json) {}

    Splicer(byte[] source, int from) {
      this.source = source;
      this.from = from;
    }

    /** Puts {@code json} where {@code start} to {@code end} stands; ranges come in order. */
    void replace(int start, int end, String json) {
      ranges.add(new Range(start, end, json));
    }

    /** Measures first: a document may be large, and is copied but once. */
    byte[] finish(int to) {
      List<byte[]> texts = new ArrayList<>(ranges.size());
      int length = to - from;
      for (Range range : ranges) {
        byte[] text = bytes(range.json());
        texts.add(text);
        length += text.length - (range.end() - range.start());
      }
      byte[] whole = new byte[length];
      int copied = from;
      int at = 0;
      for (int i = 0; i < texts.size(); i++) {
        Range range = ranges.get(i);
        byte[] text = texts.get(i);
        System.arraycopy(source, copied, whole, at, range.start() - copied);
        at += range.start() - copied;
        System.arraycopy(text, 0, whole, at, text.length);
        at += text.length;
        copied = range.end();
      }
      System.arraycopy(source, copied, whole, at, to - copied);
      return whole;
    }
  }
}
