package dev.switchboard.task.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPointers;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells an answer that is spoken while it is: its words as the one text of the output, which is
 * JSON text where that has a schema with properties, and its sound to those who want it.
 */
final class SpokenDraft {
  private final TaskSink sink;
  private final TaskCall.Streamed wanted;
  private final @Nullable String text;
  private final String sound;
  private final StringBuilder words = new StringBuilder();
  private boolean told;

  /**
   * @param text where the words belong; null for nowhere
   * @param sound where the sound belongs
   */
  SpokenDraft(TaskSink sink, TaskCall.Streamed wanted, @Nullable String text, String sound) {
    this.sink = sink;
    this.wanted = wanted;
    this.text = text;
    this.sound = sound;
  }

  /** Whether anybody has heard of it, so that no other model may begin anew. */
  boolean isTold() {
    return told;
  }

  void words(String more) {
    String pointer = text;
    if (pointer == null || more.isEmpty()) {
      return;
    }
    boolean first = words.isEmpty();
    words.append(more);
    told = true;
    if (pointer.isEmpty()) {
      sink.delta(more);
      return;
    }
    String quoted = Json.quote(more);
    sink.delta((first ? opening(pointer) : "") + quoted.substring(1, quoted.length() - 1));
    if (wanted.fields()) {
      sink.fieldDelta(pointer, more);
    }
  }

  void sound(Blob piece) {
    if (wanted.media()) {
      told = true;
      sink.audioDelta(sound, piece);
    }
  }

  /** All has been said. */
  void ended() {
    String pointer = text;
    if (pointer == null || pointer.isEmpty() || words.isEmpty()) {
      return;
    }
    sink.delta("\"" + "}".repeat(names(pointer).size()));
    if (wanted.fields()) {
      sink.fieldComplete(pointer, Json.tree(words.toString()));
    }
  }

  /** What stands before the text in JSON, its quotation mark included. */
  private static String opening(String pointer) {
    StringBuilder opening = new StringBuilder();
    names(pointer).forEach(name -> opening.append('{').append(Json.quote(name)).append(':'));
    return opening.append('"').toString();
  }

  private static List<String> names(String pointer) {
    List<String> names = new ArrayList<>();
    Collections.addAll(names, pointer.substring(1).split("/", -1));
    names.replaceAll(JsonPointers::unescape);
    return names;
  }
}
