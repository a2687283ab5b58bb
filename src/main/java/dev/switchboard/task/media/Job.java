package dev.switchboard.task.media;

import dev.switchboard.task.media.Places.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one model makes at once.
 *
 * @param places that it fills; for pictures of one prompt and vectors of one size there may be
 *     several, for a sound that is wanted twice too
 */
record Job(What what, String type, @Nullable Integer dimensions, List<Place> places) {
  Job {
    places = List.copyOf(places);
  }

  /** What it makes. */
  enum What {
    PICTURES,
    SOUND,
    VECTORS
  }

  /** The jobs of all places. */
  static List<Job> of(List<Place> places) {
    Map<List<Object>, List<Place>> alike = new LinkedHashMap<>();
    for (Place place : places) {
      What what = what(place);
      List<Object> key =
          switch (what) {
            case VECTORS -> List.of(what, "", String.valueOf(dimensions(place.schema())));
            case PICTURES, SOUND -> List.of(what, place.type(), place.text());
          };
      alike.computeIfAbsent(key, _ -> new ArrayList<>()).add(place);
    }
    return alike.values().stream()
        .map(group ->
            new Job(
                what(group.getFirst()),
                group.getFirst().type(),
                what(group.getFirst()) == What.VECTORS
                    ? dimensions(group.getFirst().schema())
                    : null,
                group))
        .toList();
  }

  private static What what(Place place) {
    if (place.isVector()) {
      return What.VECTORS;
    }
    return place.type().startsWith("audio/") ? What.SOUND : What.PICTURES;
  }

  /**
   * How many numbers a vector is to have: as many as its schema allows at most; null where it says
   * nothing, for the model's own.
   */
  static @Nullable Integer dimensions(ObjectNode schema) {
    JsonNode most = schema.path("maxItems");
    return most.isIntegralNumber() && most.asInt(0) > 0 ? most.asInt() : null;
  }
}
