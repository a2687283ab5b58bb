package dev.switchboard.task.media;

import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * The markers of a JPEG file up to its first scan; what lies within a segment, a small picture of
 * its own for example, is passed over.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 */
final class JpegMarkers {
  private static final int FIRST_FRAME = 0xC0;
  private static final int LAST_FRAME = 0xCF;
  private static final int SCAN = 0xDA;

  private JpegMarkers() {}

  /** Where the marker of the frame is, which says the size; -1 for none. */
  static int frame(ByteBuffer file) {
    return find(file, JpegMarkers::isFrame);
  }

  /** Where the marker of the first scan is; -1 for none. */
  static int scan(ByteBuffer file) {
    return find(file, marker -> marker == SCAN);
  }

  /** Tables of codes, and extensions, have numbers in between. */
  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != 0xC4
        && marker != 0xC8
        && marker != 0xCC;
  }

  private static int find(ByteBuffer file, IntPredicate wanted) {
    int at = 2;
    while (at + 4 <= file.limit() && (file.get(at) & 0xFF) == 0xFF) {
      int marker = file.get(at + 1) & 0xFF;
      if (wanted.test(marker)) {
        return at;
      }
      if (marker == 0xFF) {
        at++;
      } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += 2;
      } else if (marker == SCAN) {
        return -1;
      } else {
        at += 2 + Math.max(2, file.getShort(at + 2) & 0xFFFF);
      }
    }
    return -1;
  }
}
