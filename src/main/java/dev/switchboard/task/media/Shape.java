package dev.switchboard.task.media;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an output schema asks for.
 *
 * @param slots the places for media and vectors
 * @param texts the pointers of everything else; {@code *} stands for the elements of an array
 * @param plainText the pointer of the one text, if all else there is are slots; null otherwise
 */
record Shape(List<Slot> slots, List<String> texts, @Nullable String plainText) {
  private static final Pattern TRANSCRIPT =
      Pattern.compile("(?i).*(transcri|words|speech|spoken|lyrics|said).*|text|content");
  private static final int MOST_LEVELS = 64;

  /** References that multiply are not followed further; what is behind them counts as text. */
  private static final int MOST_VISITS = 20_000;

  Shape {
    slots = List.copyOf(slots);
    texts = List.copyOf(texts);
  }

  /**
   * One place for something that no model writes as text.
   *
   * @param pointer with {@code *} for the elements of an array
   * @param vector whether an embedding is wanted; else media
   * @param type the media type; empty for a vector
   * @param schema of the media or the vector
   */
  record Slot(String pointer, boolean vector, String type, ObjectNode schema) {
    boolean repeated() {
      return pointer.contains("/*");
    }

    boolean is(MediaKind kind) {
      return !vector && MediaKind.of(type).filter(kind::equals).isPresent();
    }
  }

  /** Reads a schema; null is that of a text. */
  static Shape of(@Nullable ObjectNode schema) {
    if (schema == null) {
      return new Shape(List.of(), List.of(""), "");
    }
    Reader reader = new Reader(new SchemaTree(schema));
    reader.read(List.of(schema), "", "", 0);
    boolean onlyOne = reader.texts.size() == 1 && reader.plain.size() == 1;
    return new Shape(
        reader.slots, List.copyOf(reader.texts), onlyOne ? reader.plain.getFirst() : null);
  }

  boolean wants(MediaKind kind) {
    return slots.stream().anyMatch(slot -> slot.is(kind));
  }

  boolean wantsVectors() {
    return slots.stream().anyMatch(Slot::vector);
  }

  /** Whether text is all there is, and by its name the words of a sound. */
  boolean isTranscript() {
    return slots.isEmpty()
        && plainText != null
        && (plainText.isEmpty() || TRANSCRIPT.matcher(plainText.substring(1)).matches());
  }

  private static final class Reader {
    private final SchemaTree tree;
    private final List<Slot> slots = new ArrayList<>();
    private final Set<String> texts = new LinkedHashSet<>();
    private final List<String> plain = new ArrayList<>();
    private int visits;
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());

    Reader(SchemaTree tree) {
      this.tree = tree;
    }

    void read(List<JsonNode> schemas, String name, String pointer, int level) {
      List<ObjectNode> applied = tree.applied(schemas);
      visits += 1 + applied.size();
      Optional<ObjectNode> media = SchemaTree.media(applied);
      if (media.isPresent()) {
        String type = SchemaTree.mediaType(media.get()).orElseThrow();
        Formats.requireMade(type, "/output_schema" + pointer);
        slots.add(new Slot(pointer, false, type, media.get()));
      } else if (SchemaTree.vector(applied, name).isPresent()) {
        slots.add(new Slot(pointer, true, "", SchemaTree.vector(applied, name).get()));
      } else if (level < MOST_LEVELS
          && visits < MOST_VISITS
          && applied.stream().noneMatch(open::contains)) {
        open.addAll(applied);
        inside(applied, name, pointer, level);
        applied.forEach(open::remove);
      } else {
        texts.add(pointer);
      }
    }

    private void inside(List<ObjectNode> applied, String name, String pointer, int level) {
      Set<String> names = new LinkedHashSet<>();
      applied.forEach(schema -> {
        if (schema.get("properties") instanceof ObjectNode properties) {
          names.addAll(properties.propertyNames());
        }
      });
      for (String property : names) {
        if (!tree.isTypeOfSibling(applied, property)) {
          read(
              SchemaTree.property(applied, property),
              property,
              dev.switchboard.json.JsonPointers.child(pointer, property),
              level + 1);
        }
      }
      List<JsonNode> items = items(applied);
      if (!items.isEmpty()) {
        read(items, name, pointer + "/*", level + 1);
      } else if (names.isEmpty() && !applied.stream().allMatch(Reader::isNull)) {
        texts.add(pointer);
        boolean string = applied.stream().anyMatch(s -> is(s, "string"));
        boolean nothing = applied.stream().allMatch(ObjectNode::isEmpty);
        if (string || nothing) {
          plain.add(pointer);
        }
      }
    }

    private static List<JsonNode> items(List<ObjectNode> applied) {
      List<JsonNode> items = new ArrayList<>();
      for (ObjectNode schema : applied) {
        JsonNode own = schema.get("items");
        if (own instanceof ObjectNode) {
          items.add(own);
        }
        schema.path("prefixItems").forEach(items::add);
      }
      return items;
    }

    private static boolean isNull(ObjectNode schema) {
      return is(schema, "null");
    }

    private static boolean is(ObjectNode schema, String type) {
      return schema.path("type").asString("").equals(type);
    }
  }

  /** A failure for an output that nobody can make. */
  static FailureException unsupported(String pointer, String what, String expected) {
    return new FailureException(
        new Failure.Unsupported(
            pointer, pointer + ": " + what + " cannot be produced (expected: " + expected + ")"));
  }
}
