package dev.switchboard.json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns the mapper's complaint about a value into one that names the place in the document. */
final class Bindings {
  private Bindings() {}

  static InvalidFieldException mismatch(JsonNode document, JacksonException e) {
    String pointer = JsonPointers.ROOT;
    for (JacksonException.Reference step : e.getPath()) {
      pointer =
          step.getPropertyName() == null
              ? JsonPointers.child(pointer, step.getIndex())
              : JsonPointers.child(pointer, step.getPropertyName());
    }
    String offending =
        JsonPointers.resolve(document, pointer).map(Located::shorten).orElse("missing");
    return new InvalidFieldException(pointer, offending, "a value of the documented type");
  }
}
