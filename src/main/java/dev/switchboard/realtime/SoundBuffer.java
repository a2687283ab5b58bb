package dev.switchboard.realtime;

import java.util.Arrays;

/** The end of the caller's sound: what nothing was said about yet. Not safe for several threads. */
final class SoundBuffer {
  private byte[] bytes = new byte[0];
  private int length;

  int size() {
    return length;
  }

  void add(byte[] more) {
    if (length + more.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more.length, bytes.length * 3 / 2));
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  /** Forgets all but the newest bytes, whole samples of two bytes. */
  void keepLast(int newest) {
    int kept = newest & ~1;
    if (length > kept) {
      // What has grown for a long speech is given back.
      bytes = Arrays.copyOfRange(bytes, length - kept, length);
      length = kept;
    }
  }

  /** Takes everything out. */
  byte[] take() {
    byte[] all = Arrays.copyOf(bytes, length & ~1);
    clear();
    return all;
  }

  void clear() {
    bytes = new byte[0];
    length = 0;
  }
}
