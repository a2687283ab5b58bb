package dev.switchboard.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of {@code multipart/form-data}, read and written.
 *
 * <p>Reading is strict: line ends are CRLF, the last delimiter must be there, every part must have
 * a name. What stands before the first and after the last delimiter is skipped. Names are as
 * browsers and SDKs write them: quoted, with {@code \"} or {@code %22} for a quote.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2046#section-5.1">RFC 2046, 5.1</a>
 */
public final class Multipart {
  /** The most parts that a body may have. */
  public static final int MAX_PARTS = 256;

  private static final int MAX_BOUNDARY = 70;
  private static final int MAX_PART_HEAD = 8 << 10;

  private Multipart() {}

  /** One part; its bytes stand in the body from {@code start} up to {@code end}. */
  public record Part(
      String name, @Nullable String fileName, String contentType, int start, int end) {}

  /** One part to be written. */
  public static final class Field {
    private final String name;
    private final @Nullable String fileName;
    private final String contentType;
    private final byte[] bytes;

    /**
     * A field.
     *
     * @param fileName null for a plain field
     * @param contentType empty for none
     */
    public Field(String name, @Nullable String fileName, String contentType, byte[] bytes) {
      this.name = name;
      this.fileName = fileName;
      this.contentType = contentType;
      this.bytes = bytes;
    }
  }

  /** Whether a content type is that of a form with parts. */
  public static boolean isForm(String contentType) {
    String type = contentType.strip().toLowerCase(Locale.ROOT);
    return type.equals("multipart/form-data") || type.startsWith("multipart/form-data;");
  }

  /**
   * Finds the parts of a body.
   *
   * @param contentType as the header says it
   * @throws MultipartException saying what is wrong
   */
  public static List<Part> read(String contentType, byte[] body) {
    String boundary = boundary(contentType);
    byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter may stand at the very beginning, without a line end before it.
    int at = startsWith(body, 0, delimiter, 2) ? -2 : find(body, 0, delimiter);
    if (at == body.length) {
      throw new MultipartException("the boundary " + boundary + " is not in the body");
    }
    List<Part> parts = new ArrayList<>();
    int after = at + delimiter.length;
    while (!startsWith(body, after, "--")) {
      int head = afterPadding(body, after);
      int end = find(body, Math.max(head - 2, 0), delimiter);
      if (end == body.length) {
        throw new MultipartException("the last part does not end: the body was cut off");
      }
      if (parts.size() == MAX_PARTS) {
        throw new MultipartException("more than " + MAX_PARTS + " parts");
      }
      parts.add(part(body, head, end));
      after = end + delimiter.length;
    }
    return parts;
  }

  /** A boundary that no body holds but by ill chance of 1 in 2^128. */
  public static String newBoundary() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "sb-%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  /** The content type of a body with this boundary. */
  public static String contentType(String boundary) {
    return "multipart/form-data; boundary=" + boundary;
  }

  /** The body with these parts. */
  public static byte[] write(String boundary, List<Field> fields) {
    int size = 64;
    for (Field field : fields) {
      size += field.bytes.length + 256;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    for (Field field : fields) {
      StringBuilder head = new StringBuilder(128);
      head.append("--").append(boundary).append("\r\n");
      head.append("Content-Disposition: form-data; name=\"").append(escaped(field.name));
      head.append('"');
      if (field.fileName != null) {
        head.append("; filename=\"").append(escaped(field.fileName)).append('"');
      }
      head.append("\r\n");
      if (!field.contentType.isEmpty()) {
        head.append("Content-Type: ").append(field.contentType).append("\r\n");
      }
      out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      out.writeBytes(field.bytes);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String boundary(String contentType) {
    String boundary =
        parameter(contentType, "boundary")
            .orElseThrow(
                () -> new MultipartException("the content type names no boundary: " + contentType));
    boolean fits = !boundary.isEmpty() && boundary.length() <= MAX_BOUNDARY;
    if (!fits || !boundary.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      throw new MultipartException(
          "boundary: " + boundary.length() + " characters (expected: 1 to 70 of visible ASCII)");
    }
    return boundary;
  }

  /** Skips blanks behind a delimiter and its line end. */
  private static int afterPadding(byte[] body, int from) {
    int at = from;
    while (at < body.length && (body[at] == ' ' || body[at] == '\t')) {
      at++;
    }
    if (!startsWith(body, at, "\r\n")) {
      throw new MultipartException("a boundary is not followed by CRLF");
    }
    return at + 2;
  }

  private static Part part(byte[] body, int head, int end) {
    byte[] blank = {'\r', '\n', '\r', '\n'};
    // A part without any header begins with the empty line itself.
    int headEnd = startsWith(body, head, "\r\n") ? head - 2 : find(body, head, blank);
    if (headEnd + 4 > end) {
      throw new MultipartException("a part has no empty line between its headers and its content");
    }
    if (headEnd - head > MAX_PART_HEAD) {
      throw new MultipartException("a part's headers have more than " + MAX_PART_HEAD + " bytes");
    }
    String disposition = "";
    String type = "";
    String text = new String(body, head, Math.max(0, headEnd - head), StandardCharsets.UTF_8);
    for (String line : text.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      switch (name) {
        case "content-disposition" -> disposition = value;
        case "content-type" -> type = value;
        case "content-transfer-encoding" -> requirePlain(value);
        default -> {}
      }
    }
    String name = parameter(disposition, "name").orElse("");
    if (!disposition.toLowerCase(Locale.ROOT).startsWith("form-data") || name.isEmpty()) {
      throw new MultipartException("a part has no name (expected: Content-Disposition: form-data)");
    }
    return new Part(name, parameter(disposition, "filename").orElse(null), type, headEnd + 4, end);
  }

  private static void requirePlain(String encoding) {
    String word = encoding.toLowerCase(Locale.ROOT);
    if (!word.equals("binary") && !word.equals("8bit") && !word.equals("7bit")) {
      throw new MultipartException(
          "Content-Transfer-Encoding: " + encoding + " (expected: none, or binary)");
    }
  }

  /** A parameter of a header's value, quoted or not. */
  private static Optional<String> parameter(String value, String name) {
    int at = value.indexOf(';');
    while (at >= 0 && at < value.length()) {
      int equals = value.indexOf('=', at);
      if (equals < 0) {
        return Optional.empty();
      }
      String found = value.substring(at + 1, equals).strip();
      StringBuilder text = new StringBuilder();
      at = parameterValue(value, equals + 1, text);
      if (found.equalsIgnoreCase(name)) {
        return Optional.of(text.toString());
      }
    }
    return Optional.empty();
  }

  /** Reads a value into {@code text}; returns the place of the semicolon behind it, or the end. */
  private static int parameterValue(String value, int from, StringBuilder text) {
    int at = from;
    while (at < value.length() && value.charAt(at) == ' ') {
      at++;
    }
    if (at == value.length() || value.charAt(at) != '"') {
      int end = value.indexOf(';', at);
      end = end < 0 ? value.length() : end;
      text.append(value.substring(at, end).strip());
      return end;
    }
    at++;
    while (at < value.length() && value.charAt(at) != '"') {
      // A backslash escapes a quote and itself; elsewhere it is one, as in a path of Windows.
      boolean escape =
          value.charAt(at) == '\\'
              && at + 1 < value.length()
              && (value.charAt(at + 1) == '"' || value.charAt(at + 1) == '\\');
      text.append(value.charAt(escape ? at + 1 : at));
      at += escape ? 2 : 1;
    }
    String plain = text.toString().replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    text.setLength(0);
    text.append(plain);
    int semicolon = value.indexOf(';', Math.min(at, value.length()));
    return semicolon < 0 ? value.length() : semicolon;
  }

  private static boolean startsWith(byte[] body, int at, String text) {
    return startsWith(body, at, text.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  private static boolean startsWith(byte[] body, int at, byte[] text, int skip) {
    if (at < 0 || text.length - skip > body.length - at) {
      return false;
    }
    for (int i = skip; i < text.length; i++) {
      if (body[at + i - skip] != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the bytes stand first from {@code from} on; the body's length if nowhere. */
  private static int find(byte[] body, int from, byte[] wanted) {
    for (int at = from; at <= body.length - wanted.length; at++) {
      if (body[at] == wanted[0] && startsWith(body, at, wanted, 0)) {
        return at;
      }
    }
    return body.length;
  }
}
