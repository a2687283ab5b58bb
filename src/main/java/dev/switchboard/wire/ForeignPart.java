package dev.switchboard.wire;

import dev.switchboard.ir.Content;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.util.Iterator;
import tools.jackson.databind.JsonNode;

/** The words in which a part is refused that only another dialect understands. */
public final class ForeignPart {
  private static final int MAX_NAME = 60;

  private ForeignPart() {}

  /** Names the part by its type, or, where parts have none, by its first field. */
  public static String named(Content.Opaque part) {
    String name = name(part.json());
    return "a part "
        + (name.isEmpty() ? "" : "of type " + name + " ")
        + "that only "
        + part.dialect().label()
        + " understands";
  }

  private static String name(String json) {
    try {
      JsonNode part = Json.parse(json);
      Iterator<String> fields = part.propertyNames().iterator();
      String name = part.path("type").asString(fields.hasNext() ? fields.next() : "");
      return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
    } catch (InvalidJsonException e) {
      return "";
    }
  }
}
