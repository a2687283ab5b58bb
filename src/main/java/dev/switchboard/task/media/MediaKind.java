package dev.switchboard.task.media;

import dev.switchboard.catalog.Modality;
import java.util.Optional;

/** What a media type is to a model. */
enum MediaKind {
  IMAGE("picture", Modality.IMAGE),
  AUDIO("sound", Modality.AUDIO),
  VIDEO("video", Modality.VIDEO),
  DOCUMENT("document", Modality.PDF);

  /** What can be taken, for messages. */
  static final String TAKEN = "image/*, audio/*, video/*, application/pdf or text/*";

  private final String noun;
  private final Modality modality;

  MediaKind(String noun, Modality modality) {
    this.noun = noun;
    this.modality = modality;
  }

  /** The kind of a media type in lower case; empty for one that no model takes. */
  static Optional<MediaKind> of(String type) {
    if (type.startsWith("image/")) {
      return Optional.of(IMAGE);
    }
    if (type.startsWith("audio/")) {
      return Optional.of(AUDIO);
    }
    if (type.startsWith("video/")) {
      return Optional.of(VIDEO);
    }
    return type.startsWith("application/pdf") || type.startsWith("text/")
        ? Optional.of(DOCUMENT)
        : Optional.empty();
  }

  String noun() {
    return noun;
  }

  Modality modality() {
    return modality;
  }
}
