package dev.switchboard.ir;

import java.util.Objects;

/** Where the bytes of an image, a sound or a document are. */
public sealed interface MediaSource {

  /**
   * Bytes within the request.
   *
   * @param mimeType such as {@code image/png}, lower case, without parameters
   * @param base64 standard alphabet with padding, no line breaks
   */
  record Inline(String mimeType, String base64) implements MediaSource {
    public Inline {
      Objects.requireNonNull(mimeType);
      Objects.requireNonNull(base64);
    }

    @Override
    public String toString() {
      return "Inline[" + mimeType + ", " + base64.length() + " base64 characters]";
    }
  }

  /** A web address, {@code https} as a rule; not fetched yet. */
  record Url(String url) implements MediaSource {
    public Url {
      Objects.requireNonNull(url);
    }
  }

  /** A file stored at a provider; means something to its own dialect only. */
  record FileId(Dialect dialect, String id) implements MediaSource {
    public FileId {
      Objects.requireNonNull(dialect);
      Objects.requireNonNull(id);
    }
  }
}
