package dev.switchboard.wire.anthropic;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.wire.ForeignExtensions;
import dev.switchboard.wire.ForeignField;
import dev.switchboard.wire.Remarks;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of callers' requests that the inner language does not model: our own dialect's are written
 * again, those of others treated as {@link ForeignField} says.
 */
final class ForeignFields {
  private ForeignFields() {}

  /**
   * Writes, refuses or notes each field.
   *
   * @throws dev.switchboard.ir.FailureException for a field that changes the answer
   */
  static void write(ObjectNode body, Iterable<Extension> extensions, Remarks notes) {
    for (Extension extension : extensions) {
      if (extension.dialect() != Dialect.ANTHROPIC_MESSAGES || extension.isNested()) {
        ForeignExtensions.leaveOut(extension, notes);
      } else if (extension.name().equals(CallerMessageReader.BILLING)) {
        notes.omitted(extension.name(), "it is sent with a body that goes on unchanged only");
      } else {
        writeAt(body, extension.name(), ForeignExtensions.value(extension), notes);
      }
    }
  }

  /** A dotted name is a path, {@code tools[0].name} one into an array. */
  private static void writeAt(ObjectNode body, String path, JsonNode value, Remarks notes) {
    ObjectNode holder = body;
    String rest = path.replaceFirst("^(tools)\\[([0-9]{1,6})]\\.", "$1.$2.");
    for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
      String step = rest.substring(0, dot);
      rest = rest.substring(dot + 1);
      JsonNode inner = holder.get(step);
      if (inner instanceof ArrayNode array) {
        int end = rest.indexOf('.');
        inner = array.get(index(end < 0 ? rest : rest.substring(0, end)));
        rest = rest.substring(end + 1);
      } else if (inner == null) {
        inner = holder.putObject(step);
      }
      if (!(inner instanceof ObjectNode object)) {
        notes.omitted(path, "the place of the field is taken or gone");
        return;
      }
      holder = object;
    }
    writeOwn(holder, rest, value, notes);
  }

  private static int index(String step) {
    return step.matches("[0-9]{1,6}") ? Integer.parseInt(step) : -1;
  }

  /** What the encoder has written itself stands; within objects the rest is added. */
  private static void writeOwn(ObjectNode body, String name, JsonNode value, Remarks notes) {
    JsonNode written = body.get(name);
    if (written == null) {
      body.set(name, value);
    } else if (written instanceof ObjectNode object && value instanceof ObjectNode more) {
      for (Map.Entry<String, JsonNode> field : more.properties()) {
        object.putIfAbsent(field.getKey(), field.getValue());
      }
    } else {
      notes.omitted(name, "the field is set by the translation");
    }
  }
}
