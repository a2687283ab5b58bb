package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A patch of the bytes has the effect of an edit of the tree. */
class JsonPatchFuzz {
  @FuzzTest
  void patchesAsATreeIsEdited(FuzzedDataProvider data) {
    String name = data.consumeString(8);
    String inner = data.consumeString(8);
    String value = data.consumeString(8);
    int kind = data.consumeInt(0, 2);
    byte[] bytes = data.consumeRemainingAsBytes();
    JsonNode tree;
    TopLevel scanned;
    try {
      tree = Json.parse(bytes);
      scanned = TopLevel.scan(bytes);
    } catch (InvalidJsonException e) {
      return;
    }
    ObjectNode edited = tree.asObject();
    String pointer = JsonPointers.child(JsonPointers.ROOT, name);
    JsonPatch patch =
        switch (kind) {
          case 0 -> JsonPatch.none().set(pointer, value);
          case 1 -> JsonPatch.none().remove(pointer);
          default -> JsonPatch.none().set(JsonPointers.child(pointer, inner), value);
        };
    byte[] patched;
    try {
      patched = patch.apply(scanned);
    } catch (InvalidFieldException e) {
      assertThat(edited.get(name).isObject() || edited.get(name).isNull()).isFalse();
      return;
    }
    switch (kind) {
      case 0 -> edited.put(name, value);
      case 1 -> edited.remove(name);
      default -> {
        if (!(edited.get(name) instanceof ObjectNode)) {
          edited.set(name, Json.object());
        }
        edited.get(name).asObject().put(inner, value);
      }
    }
    assertThat(Json.parse(patched)).isEqualTo(edited);
  }
}
