package dev.switchboard.catalog;

import java.util.Locale;
import java.util.Optional;

/** Something a model can do or accept. */
public enum Capability {
  /** Calls tools. */
  TOOLS,
  /** Thinks before it answers. */
  REASONING,
  /** Has a mode in which the answer follows a JSON Schema. */
  STRUCTURED_OUTPUT,
  /** Accepts a temperature other than the default. */
  TEMPERATURE,
  /** Accepts files beside text. */
  ATTACHMENT,
  /** Wants its earlier reasoning sent back within a tool loop. */
  INTERLEAVED_REASONING,
  /** Sees pictures. */
  VISION,
  /** Reads PDF documents. */
  DOCUMENTS,
  /** Hears. */
  AUDIO_INPUT,
  /** Watches video. */
  VIDEO_INPUT,
  /** Speaks. */
  AUDIO_OUTPUT,
  /** Draws. */
  IMAGE_OUTPUT;

  /** The word used in the API: {@code tools}, {@code audio_input}, … */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The capability of that word, any case; empty when there is none. */
  public static Optional<Capability> ofWord(String word) {
    for (Capability capability : values()) {
      if (capability.word().equalsIgnoreCase(word)) {
        return Optional.of(capability);
      }
    }
    return Optional.empty();
  }
}
