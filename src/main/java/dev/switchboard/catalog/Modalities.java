package dev.switchboard.catalog;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The forms of content a model takes and gives, each set in the order of {@link Modality}.
 *
 * @param input what it takes
 * @param output what it gives
 */
public record Modalities(Set<Modality> input, Set<Modality> output) {

  /** Text in, text out. */
  public static final Modalities TEXT_ONLY =
      new Modalities(EnumSet.of(Modality.TEXT), EnumSet.of(Modality.TEXT));

  public Modalities {
    input = ordered(input);
    output = ordered(output);
  }

  private static Set<Modality> ordered(Set<Modality> modalities) {
    EnumSet<Modality> copy = EnumSet.noneOf(Modality.class);
    copy.addAll(modalities);
    return Collections.unmodifiableSet(copy);
  }
}
