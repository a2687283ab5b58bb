package dev.switchboard.ir;

import java.util.Objects;

/**
 * A step of a streamed {@link WorkResponse}. Any number of pieces come first, then exactly one of
 * {@link Finished} and {@link Failed}, and nothing after it.
 */
public sealed interface WorkEvent {

  /** More of a sound. */
  record AudioPiece(Blob audio) implements WorkEvent {
    public AudioPiece {
      Objects.requireNonNull(audio);
    }
  }

  /** More of a transcript. */
  record TextDelta(String text) implements WorkEvent {
    public TextDelta {
      Objects.requireNonNull(text);
    }
  }

  /** A picture that is not done yet. */
  record PartialImage(int index, MediaSource.Inline image) implements WorkEvent {
    public PartialImage {
      Objects.requireNonNull(image);
    }
  }

  /** The end: the whole answer, but for the bytes of a sound, which have gone before. */
  record Finished(WorkResponse response) implements WorkEvent {
    public Finished {
      Objects.requireNonNull(response);
    }
  }

  /** The end of an answer that is not whole. */
  record Failed(Failure failure) implements WorkEvent {
    public Failed {
      Objects.requireNonNull(failure);
    }
  }
}
