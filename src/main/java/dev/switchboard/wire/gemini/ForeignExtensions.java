package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Extension;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ForeignField;

/** What becomes of another dialect's own request fields, as {@link ForeignField} says. */
final class ForeignExtensions {
  private ForeignExtensions() {}

  /**
   * Notes or refuses a field.
   *
   * @throws dev.switchboard.ir.FailureException if the field changes the answer
   */
  static void leaveOut(Extension extension, Translation translation) {
    if (asksForNothing(extension)) {
      return;
    }
    String text = "only " + extension.dialect().label() + " understands this field";
    if (ForeignField.changesAnswer(extension.name())) {
      throw translation.unsupported(extension.name(), text);
    }
    translation.omitted(extension.name(), text);
  }

  private static boolean asksForNothing(Extension extension) {
    try {
      return ForeignField.asksForNothing(extension.name(), Json.parse(extension.json()));
    } catch (InvalidJsonException e) {
      return false;
    }
  }
}
