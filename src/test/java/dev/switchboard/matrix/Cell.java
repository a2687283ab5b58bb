package dev.switchboard.matrix;

import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** What becomes of one feature between two dialects. */
sealed interface Cell {
  /** It arrives as it was said. */
  record Equal() implements Cell {}

  /** It arrives in part or not at all, and the caller is told. */
  record Reported(String notes) implements Cell {}

  /** The other dialect has no word for it; this is the nearest one that it has. */
  record Nearest(String word) implements Cell {}

  /** The caller gets an error before a provider is asked. */
  record Refused(String message) implements Cell {}

  /** One of the two dialects has no words for it. */
  record Unsaid() implements Cell {}

  /** It arrives changed and nobody is told: a bug. */
  record Lost(String before, String after) implements Cell {}

  /** Compares; {@code notes} as in the header, empty for none. */
  static Cell compared(Object before, Object after, String notes) {
    if (!notes.isEmpty()) {
      return new Reported(notes);
    }
    return Objects.equals(before, after)
        ? new Equal()
        : new Lost(String.valueOf(before), String.valueOf(after));
  }

  /** The error that an answer is. */
  static Refused refused(HttpResponse<String> answer) {
    JsonNode error = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8)).path("error");
    return new Refused(error.path("message").asString(answer.body()));
  }

  /** As it stands in the page. */
  default String text() {
    return switch (this) {
      case Equal _ -> "equal";
      case Reported reported -> "reported: `" + reported.notes() + "`";
      case Nearest nearest -> "as `" + nearest.word() + "`";
      case Refused refused -> "refused: " + refused.message().replace("|", "\\|");
      case Unsaid _ -> "–";
      case Lost lost -> "LOST: " + lost.before() + " became " + lost.after();
    };
  }
}
