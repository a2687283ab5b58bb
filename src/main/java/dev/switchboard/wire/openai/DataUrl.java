package dev.switchboard.wire.openai;

import dev.switchboard.ir.MediaSource;
import dev.switchboard.json.Located;
import dev.switchboard.wire.Base64Syntax;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code data:} URLs, as the dialect carries media within a request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2397">RFC 2397</a>
 */
public final class DataUrl {
  private DataUrl() {}

  /** Whether a text is such a URL. */
  public static boolean isDataUrl(String text) {
    return text.regionMatches(true, 0, "data:", 0, 5);
  }

  /** The bytes and their type; empty if the type, the comma or valid base64 is missing. */
  public static Optional<MediaSource.Inline> read(String url) {
    int comma = url.indexOf(',');
    if (comma < 0) {
      return Optional.empty();
    }
    String head = url.substring(5, comma).toLowerCase(Locale.ROOT);
    int semicolon = head.indexOf(';');
    String type = (semicolon < 0 ? head : head.substring(0, semicolon)).strip();
    if (type.indexOf('/') < 1 || type.endsWith("/")) {
      return Optional.empty();
    }
    String rest = url.substring(comma + 1);
    if (head.endsWith(";base64")) {
      return Optional.of(normalize(rest))
          .filter(Base64Syntax::isStandard)
          .map(base64 -> new MediaSource.Inline(type, base64));
    }
    try {
      byte[] bytes =
          URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8)
              .getBytes(StandardCharsets.UTF_8);
      return Optional.of(new MediaSource.Inline(type, Base64.getEncoder().encodeToString(bytes)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The bytes as one URL. */
  public static String write(MediaSource.Inline media) {
    return "data:" + media.mimeType() + ";base64," + media.base64();
  }

  /**
   * Base64 that stands alone, without the URL around it.
   *
   * @throws dev.switchboard.json.InvalidFieldException if it is none
   */
  public static String base64(Located value) {
    String base64 = normalize(value.text());
    if (!Base64Syntax.isStandard(base64)) {
      throw value.invalid("base64");
    }
    return base64;
  }

  /** Base64 in the standard alphabet, padded, without line breaks; validity is not checked. */
  private static String normalize(String base64) {
    String text = base64;
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf(' ') >= 0) {
      text = text.replace("\n", "").replace("\r", "").replace(" ", "");
    }
    if (text.indexOf('-') >= 0 || text.indexOf('_') >= 0) {
      text = text.replace('-', '+').replace('_', '/');
    }
    return switch (text.length() % 4) {
      case 2 -> text + "==";
      case 3 -> text + "=";
      default -> text;
    };
  }
}
