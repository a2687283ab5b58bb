package dev.switchboard.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** Any form is refused, or its parts lie in order within the body. */
class MultipartFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    List<Multipart.Part> parts;
    try {
      parts = Multipart.read("multipart/form-data; boundary=x", bytes);
    } catch (MultipartException e) {
      return;
    }
    int from = 0;
    for (Multipart.Part part : parts) {
      if (part.name().isEmpty() || part.start() < from || part.end() < part.start()) {
        throw new IllegalStateException(part.toString());
      }
      from = part.end();
    }
    if (from > bytes.length) {
      throw new IllegalStateException("a part behind the end");
    }
  }
}
