package dev.switchboard.catalog;

import java.util.Locale;

/** A form in which a model takes or gives content. */
public enum Modality {
  TEXT,
  IMAGE,
  AUDIO,
  VIDEO,
  PDF;

  /** The word used in the API: {@code text}, {@code image}, … */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
