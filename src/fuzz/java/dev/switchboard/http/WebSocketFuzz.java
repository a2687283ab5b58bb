package dev.switchboard.http;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A peer's frames are read or refused, and mean the same wherever they are cut. */
class WebSocketFuzz {
  @FuzzTest
  void isReadTheSameWayInPieces(byte[] bytes) {
    for (boolean masked : new boolean[] {true, false}) {
      String whole = WebSocketReading.of(masked, bytes, bytes.length);
      String pieces = WebSocketReading.of(masked, bytes, 1);
      if (!whole.equals(pieces)) {
        throw new AssertionError("whole: " + whole + ", in pieces: " + pieces);
      }
    }
  }
}
