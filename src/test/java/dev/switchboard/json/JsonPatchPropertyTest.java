package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.TopLevel.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class JsonPatchPropertyTest {
  @Property(tries = 2_000)
  void scansWhatTheTreeHolds(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    ObjectNode document = some.object(4);
    TopLevel scanned = TopLevel.scan(utf8(some.spell(document)));

    assertThat(scanned.fields()).extracting(Field::name).isEqualTo(names(document));
    for (Field field : scanned.fields()) {
      assertThat(Json.parse(scanned.json(field))).isEqualTo(document.get(field.name()));
    }
  }

  @Property(tries = 5_000)
  void patchesAsATreeIsEdited(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    ObjectNode document = some.object(3);
    String spelled = some.spell(document);
    JsonPatch patch = JsonPatch.none();
    ObjectNode edited = document.deepCopy();
    for (int i = some.below(5); i > 0; i--) {
      String name = name(some, document);
      String pointer = JsonPointers.child(JsonPointers.ROOT, name);
      String inner = some.text();
      if (some.below(3) == 0) {
        patch = patch.remove(pointer);
        edited.remove(name);
      } else if (edited.path(name) instanceof ObjectNode object) {
        patch = patch.set(JsonPointers.child(pointer, inner), some.below(2) == 0);
        object.put(inner, new RandomJson(seed).below(2) == 0);
        patch = patch.set(JsonPointers.child(pointer, inner), object.get(inner));
      } else {
        JsonNode value = some.value(2);
        patch = patch.set(pointer, value);
        edited.set(name, value.deepCopy());
      }
    }

    assertThat(Json.parse(patch.apply(TopLevel.scan(utf8(spelled))))).isEqualTo(edited);
  }

  @Property(tries = 2_000)
  void keepsEveryByteOfTheOtherFields(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    ObjectNode document = some.object(3);
    TopLevel before = TopLevel.scan(utf8(some.spell(document)));
    String name = name(some, document);
    String pointer = JsonPointers.child(JsonPointers.ROOT, name);
    JsonPatch patch = some.below(2) == 0 ? JsonPatch.none().remove(pointer) : patch(pointer);

    TopLevel after = TopLevel.scan(patch.apply(before));

    for (Field field : before.fields()) {
      if (!field.name().equals(name)) {
        assertThat(after.json(Objects.requireNonNull(after.find(field.name()))))
            .isEqualTo(before.json(field));
      }
    }
  }

  @Property(tries = 2_000)
  void replacesExactlyOneRange(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    ObjectNode document = some.object(3).put("model", "before");
    String spelled = some.spell(document);
    TopLevel scanned = TopLevel.scan(utf8(spelled));
    Field model = scanned.field("model").orElseThrow();
    byte[] bytes = utf8(spelled);

    String expected =
        new String(bytes, 0, model.start(), StandardCharsets.UTF_8)
            + "\"after\""
            + new String(bytes, model.end(), bytes.length - model.end(), StandardCharsets.UTF_8);
    assertThat(JsonPatch.none().set("/model", "after").apply(scanned)).isEqualTo(utf8(expected));
  }

  @Property(tries = 5_000)
  void agreesWithTheTreeReaderOnDamagedDocuments(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    byte[] bytes = utf8(some.spell(some.object(3)));
    bytes[some.below(bytes.length)] = (byte) some.below(256);

    assertThat(accepts(() -> TopLevel.scanReply(bytes, 0, bytes.length)))
        .isEqualTo(accepts(() -> Json.parseReply(bytes)) && Json.parseReply(bytes).isObject());
  }

  private static JsonPatch patch(String pointer) {
    return JsonPatch.none().set(pointer, "new");
  }

  private static boolean accepts(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (InvalidJsonException e) {
      return false;
    }
  }

  private static String name(RandomJson some, ObjectNode document) {
    List<String> names = names(document);
    return names.isEmpty() || some.below(3) == 0 ? "new" : names.get(some.below(names.size()));
  }

  private static List<String> names(ObjectNode document) {
    return new ArrayList<>(document.propertyNames());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
