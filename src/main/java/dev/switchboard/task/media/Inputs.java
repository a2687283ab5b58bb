package dev.switchboard.task.media;

import dev.switchboard.ir.Content;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An input whose media have been taken out of it. */
final class Inputs {
  private final JsonNode marked;
  private final JsonNode stripped;
  private final List<Content> attachments;

  /**
   * @param transcripts of sounds, by pointer; they stand in their places
   * @param hears whether sounds are attached as they are
   */
  Inputs(JsonNode input, List<Intake.Item> items, Map<String, String> transcripts, boolean hears) {
    JsonNode named = input.deepCopy();
    JsonNode plain = input.deepCopy();
    int number = 0;
    for (Intake.Item item : items) {
      String transcript = transcripts.get(item.pointer());
      if (transcript == null) {
        number++;
        String mark = "(attachment " + number + ": " + item.blob().mimeType() + ")";
        named = Places.set(named, item.pointer(), Json.tree(mark));
      } else {
        named = Places.set(named, item.pointer(), Json.tree("Transcript: " + transcript));
        plain = Places.set(plain, item.pointer(), Json.tree(transcript));
      }
    }
    for (Intake.Item item : items.reversed()) {
      if (transcripts.containsKey(item.pointer())) {
        continue;
      }
      if (item.pointer().isEmpty()) {
        plain = Json.tree("");
      } else {
        Places.remove(plain, item.pointer());
      }
    }
    this.marked = named;
    this.stripped = plain;
    this.attachments = Run.contents(items, hears);
  }

  /** With a word in the place of what is attached. */
  JsonNode marked() {
    return marked;
  }

  /** Without what is attached. */
  JsonNode stripped() {
    return stripped;
  }

  List<Content> attachments() {
    return attachments;
  }
}
