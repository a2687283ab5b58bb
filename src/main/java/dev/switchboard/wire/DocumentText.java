package dev.switchboard.wire;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Documents that are text, for dialects that take text alone. */
public final class DocumentText {
  private DocumentText() {}

  /**
   * A document's text under its name.
   *
   * @throws dev.switchboard.ir.FailureException with {@code Unsupported} if it is no text
   */
  public static String of(Content.Document document, Remarks remarks) {
    if (!(document.source() instanceof MediaSource.Inline inline)
        || !(inline.mimeType().startsWith("text/")
            || inline.mimeType().equals("application/json"))) {
      throw Declined.unsupported("document", "documents are taken as text only");
    }
    remarks.approximated("document", "a document is sent as text");
    String name = document.name() == null ? "" : document.name() + ":\n";
    try {
      byte[] bytes = Base64.getDecoder().decode(inline.base64());
      return name + StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (IllegalArgumentException | CharacterCodingException _) {
      throw Declined.invalid("", "a text document is not base64 of UTF-8 text");
    }
  }
}
