package dev.switchboard.task.media;

import dev.switchboard.json.Schema;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.media.Places.Place;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call with media in its schemas, read, checked and planned; nothing has been run or fetched.
 *
 * @param schema of the output; null for a text
 * @param shape what the output schema asks for
 * @param places the input's media
 */
public record MediaCall(
    TaskCall call, @Nullable Schema schema, Shape shape, List<Place> places, Roles roles) {
  public MediaCall {
    Objects.requireNonNull(call);
    Objects.requireNonNull(shape);
    places = List.copyOf(places);
    Objects.requireNonNull(roles);
  }

  boolean takes(MediaKind kind) {
    return places.stream().anyMatch(place -> Intake.kind(place) == kind);
  }

  /** Whether vectors that stand once are those of the input: of pictures there are none. */
  boolean vectorsFromInput() {
    return !takes(MediaKind.IMAGE) && !takes(MediaKind.DOCUMENT) && !takes(MediaKind.VIDEO);
  }
}
