package dev.switchboard.wire;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of callers' requests that the inner language does not model, for dialects that callers do
 * not speak to us: all are foreign, and treated as {@link ForeignField} says.
 */
public final class ForeignExtensions {
  private ForeignExtensions() {}

  /**
   * Refuses or notes each field; one of the dialect itself is written.
   *
   * @throws dev.switchboard.ir.FailureException for a field that changes the answer
   */
  public static void write(
      ObjectNode body, Iterable<Extension> extensions, Dialect own, Remarks remarks) {
    for (Extension extension : extensions) {
      JsonNode value = value(extension);
      if (extension.dialect() == own) {
        body.set(extension.name(), value);
        continue;
      }
      String name = extension.name().substring(extension.name().lastIndexOf('.') + 1);
      if (!ForeignField.asksForNothing(name, value)) {
        if (ForeignField.changesAnswer(name)) {
          throw Declined.unsupported(name, name + ": there is no such field for this provider");
        }
        remarks.omitted(extension.name(), "the provider has no such field");
      }
    }
  }

  private static JsonNode value(Extension extension) {
    try {
      return Json.parse(extension.json());
    } catch (InvalidJsonException e) {
      throw Declined.invalid("/" + extension.name(), extension.name() + ": " + e.getMessage());
    }
  }
}
