package dev.switchboard.wire;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of callers' requests that the inner language does not model, on their way to a provider:
 * those of other dialects than its own are treated as {@link ForeignField} says.
 */
public final class ForeignExtensions {
  private static final String NO_FIELD = "the provider has no such field";
  private static final String NOT_KNOWN = "it has no place in the translation and was left out";

  private ForeignExtensions() {}

  /**
   * Refuses or notes each field; one of the dialect itself is written.
   *
   * @throws dev.switchboard.ir.FailureException for a field that changes the answer
   */
  public static void write(
      ObjectNode body, Iterable<Extension> extensions, Dialect own, Remarks remarks) {
    for (Extension extension : extensions) {
      if (extension.dialect() == own && !extension.isNested()) {
        body.set(extension.name(), value(extension));
      } else {
        leaveOut(extension, remarks);
      }
    }
  }

  /**
   * Refuses or notes a field of another dialect; one that asks for nothing is neither. A dotted
   * name is a path, and its last step is what the field is called. A nested field is noted, also
   * one of the dialect itself: its structure is written anew.
   *
   * @throws dev.switchboard.ir.FailureException if it changes the answer
   */
  public static void leaveOut(Extension extension, Remarks remarks) {
    String path = extension.name();
    if (extension.isNested()) {
      remarks.omitted(path, NOT_KNOWN);
      return;
    }
    String name = path.substring(path.lastIndexOf('.') + 1);
    if (ForeignField.asksForNothing(name, value(extension))) {
      return;
    }
    if (ForeignField.changesAnswer(name)) {
      throw Declined.unsupported(path, path + ": " + NO_FIELD);
    }
    remarks.omitted(path, NO_FIELD);
  }

  /**
   * The field's value.
   *
   * @throws dev.switchboard.ir.FailureException if it is no JSON
   */
  public static JsonNode value(Extension extension) {
    try {
      return Json.parse(extension.json());
    } catch (InvalidJsonException e) {
      throw Declined.invalid("/" + extension.name(), extension.name() + ": " + e.getMessage());
    }
  }
}
