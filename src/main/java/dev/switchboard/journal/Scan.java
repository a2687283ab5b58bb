package dev.switchboard.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * What one walk over a whole segment found.
 *
 * @param records how many whole records
 * @param payloadBytes their sizes together
 * @param endOffset where the next frame would go; the seal's own offset if sealed
 * @param sealed whether the log goes on in the next segment
 * @param tornBytes how many unreadable bytes follow {@code endOffset}, with nothing whole after
 * @param damages unreadable stretches before whole frames
 */
record Scan(
    long records,
    long payloadBytes,
    long endOffset,
    boolean sealed,
    long tornBytes,
    List<Damage> damages) {

  Scan {
    damages = List.copyOf(damages);
  }

  /** Whether nothing was ever written to it. */
  boolean blank() {
    return endOffset == SegmentHeader.BYTES && !sealed && tornBytes == 0;
  }

  /** Walks a segment and verifies every checksum. */
  static Scan of(Segment segment) {
    long records = 0;
    long payloadBytes = 0;
    long offset = SegmentHeader.BYTES;
    List<Damage> damages = new ArrayList<>();
    while (true) {
      switch (segment.stepAt(segment.base() + offset, segment.end())) {
        case Step.Whole whole -> {
          records++;
          payloadBytes += whole.payload().length;
          offset = whole.end();
        }
        case Step.Damaged damaged -> {
          damages.add(damage(segment, offset, damaged.end()));
          offset = damaged.end();
        }
        case Step.Seal _ -> {
          return new Scan(records, payloadBytes, offset, true, 0, damages);
        }
        case Step.Blank _ -> {
          return new Scan(records, payloadBytes, offset, false, 0, damages);
        }
        case Step.Torn torn -> {
          return new Scan(records, payloadBytes, offset, false, torn.end() - offset, damages);
        }
      }
    }
  }

  private static Damage damage(Segment segment, long from, long to) {
    return new Damage(segment.base() + from, to - from, "checksum mismatch before whole records");
  }
}
