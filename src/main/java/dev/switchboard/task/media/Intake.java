package dev.switchboard.task.media;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.Fetched;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Violation;
import dev.switchboard.provider.MediaFetches;
import dev.switchboard.task.media.Places.Place;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Brings the bytes of an input's media in: base64, a {@code data:} URI, or an {@code https} URL,
 * which is fetched from public addresses alone. What is not what it says it is, or not whole, is
 * refused.
 */
public final class Intake {
  /** The most bytes that one of them may have, decoded. */
  static final int MOST_BYTES = 25 << 20;

  /** The most that one call may have, whether they are fetched or not. */
  static final int MOST_MEDIA = MediaFetches.MOST_MEDIA;

  /**
   * The most pixels that a picture may say it has, 16384 by 16384. Bytes that say more are made to
   * fill the memory of whoever decodes them.
   */
  static final long MOST_PIXELS = 1L << 28;

  private final SafeFetcher fetcher;

  /**
   * @param fetcher bounds what is fetched by size and time
   */
  public Intake(SafeFetcher fetcher) {
    this.fetcher = fetcher;
  }

  /** One of an input's media. */
  record Item(String pointer, MediaKind kind, Blob blob) {
    MediaSource.Inline inline() {
      return new MediaSource.Inline(blob.mimeType(), blob.base64());
    }
  }

  /** What a place says it is. */
  static MediaKind kind(Place place) {
    String type = declared(place);
    return MediaKind.of(type)
        .orElseThrow(() ->
            new FailureException(
                new Failure.Unsupported(
                    "/input" + place.pointer(),
                    "/input"
                        + place.pointer()
                        + ": "
                        + type
                        + " cannot be taken (expected: "
                        + MediaKind.TAKEN
                        + ")")));
  }

  private static String declared(Place place) {
    return place.mimeType().isBlank()
        ? place.type()
        : place.mimeType().strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Brings all in, in order.
   *
   * @param fetchedBytes hears how many bytes came from an address
   * @throws FailureException with {@link Failure.InputInvalid} for media that are not what they
   *     say, {@link Failure.TooLarge}, {@link Failure.InvalidRequest} for an address that cannot be
   *     fetched
   */
  List<Item> bring(List<Place> places, CancelSignal signal, LongConsumer fetchedBytes) {
    if (places.size() > MOST_MEDIA) {
      throw invalid(
          places.get(MOST_MEDIA),
          places.size() + " media in one call (expected: at most " + MOST_MEDIA + ")");
    }
    List<Item> items = new ArrayList<>();
    MediaFetches fetches = new MediaFetches(fetcher, signal);
    for (Place place : places) {
      Item item = bring(place, fetches);
      if (isAddress(place.text().strip())) {
        fetchedBytes.accept(item.blob().size());
      }
      items.add(item);
    }
    return items;
  }

  private static boolean isAddress(String text) {
    return text.regionMatches(true, 0, "https:", 0, 6)
        || text.regionMatches(true, 0, "http:", 0, 5);
  }

  private Item bring(Place place, MediaFetches fetches) {
    MediaKind kind = kind(place);
    String text = place.text().strip();
    Blob raw;
    if (isAddress(text)) {
      Fetched fetched = fetches.fetch(text, at(place));
      raw = new Blob(fetched.mediaType(), fetched.bytes());
    } else if (text.regionMatches(true, 0, "data:", 0, 5)) {
      raw = ofDataUri(place, text);
    } else {
      raw = new Blob("", decoded(place, text));
    }
    if (raw.size() > MOST_BYTES) {
      throw tooLarge(place);
    }
    return new Item(place.pointer(), kind, new Blob(checked(place, raw), raw.bytes()));
  }

  private static Blob ofDataUri(Place place, String uri) {
    int comma = uri.indexOf(',');
    String head = comma < 0 ? "" : uri.substring(5, comma).toLowerCase(Locale.ROOT);
    if (!head.endsWith(";base64")) {
      throw invalid(place, "a data: URI that is not base64 (expected: data:TYPE;base64,…)");
    }
    return new Blob(Formats.bare(head), decoded(place, uri.substring(comma + 1)));
  }

  /** The usual alphabet or that of addresses, padded or not, lines allowed. */
  private static byte[] decoded(Place place, String text) {
    if (text.length() / 4L * 3 > MOST_BYTES + 3L) {
      throw tooLarge(place);
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(requireBase64(place, text));
    } catch (IllegalArgumentException _) {
      throw notBase64(place);
    }
    if (bytes.length == 0) {
      throw invalid(place, "empty (expected: a " + kind(place).noun() + ")");
    }
    return bytes;
  }

  private static String requireBase64(Place place, String text) {
    StringBuilder plain = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean usual =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || "+/=\r\n".indexOf(c) >= 0;
      boolean ofAddresses = c == '-' || c == '_';
      if (!usual && !ofAddresses) {
        throw notBase64(place);
      }
      if (ofAddresses && plain == null) {
        plain = new StringBuilder(text);
      }
      if (ofAddresses && plain != null) {
        plain.setCharAt(i, c == '-' ? '+' : '/');
      }
    }
    return plain == null ? text : plain.toString();
  }

  private static FailureException notBase64(Place place) {
    return invalid(
        place,
        "not base64 (expected: base64, a data: URI, or an https URL of " + declared(place) + ")");
  }

  /** The real type. */
  private static String checked(Place place, Blob raw) {
    String declared = declared(place);
    Optional<String> sniffed = Sniff.type(raw.bytes());
    if (sniffed.isEmpty()) {
      boolean needsHead = !Formats.bare(declared).endsWith("/*") && !saysNothing(declared);
      if (needsHead && !isUnknownForm(declared)) {
        throw invalid(place, declared + " was declared, but the bytes do not begin like it");
      }
      if (Formats.bare(declared).endsWith("/*")) {
        throw invalid(
            place, "of no known type (expected: " + declared + ", or its type in mime_type)");
      }
      return declared;
    }
    String real = sniffed.get();
    if (real.equals("video/webm") && kind(place) == MediaKind.AUDIO) {
      real = "audio/webm";
    }
    if (real.equals("video/mp4") && kind(place) == MediaKind.AUDIO) {
      real = "audio/mp4";
    }
    if (!Sniff.agree(declared, Sniff.canonical(real)) && !Sniff.agree(declared, real)) {
      throw invalid(
          place,
          declared
              + " was declared, but the bytes are "
              + real
              + " (expected: bytes of that type, or the real type in mime_type beside it)");
    }
    if (!FileEnd.isThere(sniffed.get(), raw.bytes())) {
      throw invalid(place, "cut off: " + real + " of " + raw.size() + " bytes without its end");
    }
    long pixels = PictureSize.of(sniffed.get(), raw.bytes());
    if (pixels > MOST_PIXELS) {
      throw invalid(
          place, real + " of " + pixels + " pixels (expected: at most " + MOST_PIXELS + ")");
    }
    return real;
  }

  /** Types whose bytes have no beginning of their own. */
  private static boolean saysNothing(String declared) {
    return declared.startsWith("text/")
        || declared.startsWith("audio/pcm")
        || declared.startsWith("audio/l16");
  }

  /** Types that are not told by their bytes here. */
  private static boolean isUnknownForm(String declared) {
    String type = Sniff.canonical(declared);
    return switch (type) {
      case "image/png",
          "image/jpeg",
          "image/gif",
          "image/webp",
          "image/avif",
          "image/heic",
          "audio/wav",
          "audio/mpeg",
          "audio/ogg",
          "audio/flac",
          "audio/aac",
          "audio/mp4",
          "video/mp4",
          "video/webm",
          "application/pdf" ->
          false;
      default -> true;
    };
  }

  private static String at(Place place) {
    return "/input" + place.pointer();
  }

  private static FailureException invalid(Place place, String what) {
    String message = at(place) + ": " + what;
    return new FailureException(
        new Failure.InputInvalid(
            List.of(new Violation(place.pointer(), "contentMediaType", what)), message));
  }

  private static FailureException tooLarge(Place place) {
    return new FailureException(
        new Failure.TooLarge(
            MOST_BYTES, at(place) + ": more than " + MOST_BYTES + " bytes of media"));
  }
}
