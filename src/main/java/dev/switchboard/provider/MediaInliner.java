package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.FetchRefused;
import dev.switchboard.http.Fetched;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.wire.ClientCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Puts the bytes of web media in place for dialects that do not fetch them by themselves. One
 * request has 64 media at addresses at most, of 64 MiB together, and none is fetched later than 30
 * s after the first, as in {@code /v3/call}.
 */
public final class MediaInliner {
  private static final int MOST_MEDIA = 64;
  private static final long MOST_BYTES_IN_ALL = 64L << 20;
  private static final Duration MOST_TIME = Duration.ofSeconds(30);

  private final SafeFetcher fetcher;

  /** What one request may still fetch. */
  private final class Share {
    private final CancelSignal signal;
    private final long began = System.nanoTime();
    private int media;
    private long bytes;

    Share(CancelSignal signal) {
      this.signal = signal;
    }

    /** The bytes at an address. */
    Fetched fetch(MediaSource.Url url, String pointer) {
      if (++media > MOST_MEDIA) {
        throw invalid(pointer, "more than " + MOST_MEDIA + " media at addresses in one call");
      }
      if (System.nanoTime() - began > MOST_TIME.toNanos()) {
        throw invalid(
            pointer,
            "media cannot be fetched: those before it took more than "
                + MOST_TIME.toSeconds()
                + " s");
      }
      Fetched fetched = fetched(url, pointer);
      bytes += fetched.bytes().length;
      if (bytes > MOST_BYTES_IN_ALL) {
        throw new FailureException(
            new Failure.TooLarge(MOST_BYTES_IN_ALL, pointer + ": media at addresses, in all"));
      }
      return fetched;
    }

    private Fetched fetched(MediaSource.Url url, String pointer) {
      try {
        return fetcher.fetch(url.url(), signal);
      } catch (FetchRefused e) {
        if (e.reason() == FetchRefused.Reason.TOO_LARGE) {
          throw new FailureException(
              new Failure.TooLarge(
                  fetcher.limits().maxBytes(), pointer + ": media at " + e.getMessage()));
        }
        throw invalid(pointer, "media cannot be fetched: " + e.getMessage());
      } catch (UpstreamException _) {
        throw signal.isCancelled()
            ? new FailureException(
                new Failure.CallerGone("the caller left while its media were fetched"))
            : invalid(pointer, "media cannot be fetched in the time that is left");
      }
    }
  }

  private static FailureException invalid(String pointer, String what) {
    return new FailureException(Failure.InvalidRequest.at(pointer, what));
  }

  public MediaInliner(SafeFetcher fetcher) {
    this.fetcher = fetcher;
  }

  /**
   * The request with every address replaced that the dialect does not take; the same object when
   * there is none.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} naming the address that cannot be
   *     fetched and why
   */
  public ChatRequest inline(ChatRequest request, ClientCodec codec, CancelSignal signal) {
    Share share = new Share(signal);
    boolean changed = false;
    List<Message> messages = new ArrayList<>(request.messages().size());
    for (Message message : request.messages()) {
      List<Content> content = inline(message.content(), codec, share);
      boolean same = content.equals(message.content());
      changed |= !same;
      messages.add(same ? message : new Message(message.role(), content, message.name()));
    }
    return changed ? request.withMessages(messages) : request;
  }

  /** Whether anything in the request might have to be fetched. */
  static boolean hasAddresses(ChatRequest request) {
    return request.messages().stream().anyMatch(message -> hasAddresses(message.content()));
  }

  private static boolean hasAddresses(List<Content> parts) {
    return parts.stream()
        .anyMatch(part ->
            switch (part) {
              case Content.Image image -> image.source() instanceof MediaSource.Url;
              case Content.Audio audio -> audio.source() instanceof MediaSource.Url;
              case Content.Video video -> video.source() instanceof MediaSource.Url;
              case Content.Document document -> document.source() instanceof MediaSource.Url;
              case Content.ToolResult result -> hasAddresses(result.content());
              case Content.Text _,
                  Content.ToolCall _,
                  Content.Reasoning _,
                  Content.Refusal _,
                  Content.CachePoint _,
                  Content.Opaque _ ->
                  false;
            });
  }

  private List<Content> inline(List<Content> parts, ClientCodec codec, Share share) {
    List<Content> inlined = null;
    for (int i = 0; i < parts.size(); i++) {
      Content part = inline(parts.get(i), codec, share);
      if (!part.equals(parts.get(i))) {
        inlined = inlined == null ? new ArrayList<>(parts) : inlined;
        inlined.set(i, part);
      }
    }
    return inlined == null ? parts : inlined;
  }

  private Content inline(Content part, ClientCodec codec, Share share) {
    return switch (part) {
      case Content.Image image -> {
        MediaSource source = fetched(image, image.source(), codec, share);
        yield source == null ? part : new Content.Image(source, image.detail());
      }
      case Content.Audio audio -> {
        MediaSource source = fetched(audio, audio.source(), codec, share);
        yield source == null ? part : new Content.Audio(source);
      }
      case Content.Video video -> {
        MediaSource source = fetched(video, video.source(), codec, share);
        yield source == null ? part : new Content.Video(source);
      }
      case Content.Document document -> {
        MediaSource source = fetched(document, document.source(), codec, share);
        yield source == null ? part : new Content.Document(source, document.name());
      }
      case Content.ToolResult result -> {
        List<Content> content = inline(result.content(), codec, share);
        yield content.equals(result.content())
            ? part
            : new Content.ToolResult(result.toolCallId(), result.name(), content, result.error());
      }
      case Content.Text _,
          Content.ToolCall _,
          Content.Reasoning _,
          Content.Refusal _,
          Content.CachePoint _,
          Content.Opaque _ ->
          part;
    };
  }

  /**
   * The request with the bytes of its pictures in place of their addresses.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} naming the address that cannot be
   *     fetched and why
   */
  public ImageRequest inline(ImageRequest request, CancelSignal signal) {
    Share share = new Share(signal);
    MediaSource mask = request.mask();
    List<MediaSource> sources =
        request.images().stream().map(source -> fetched(source, share, "/images")).toList();
    return request.withSources(sources, mask == null ? null : fetched(mask, share, "/mask"));
  }

  private MediaSource fetched(MediaSource source, Share share, String pointer) {
    return source instanceof MediaSource.Url url ? fetch(url, share, pointer) : source;
  }

  /** The bytes in place of an address; null when nothing needs to be fetched. */
  private @Nullable MediaSource fetched(
      Content part, MediaSource source, ClientCodec codec, Share share) {
    if (!(source instanceof MediaSource.Url url) || codec.takesUrl(part, url)) {
      return null;
    }
    return fetch(url, share, "/messages");
  }

  private static MediaSource.Inline fetch(MediaSource.Url url, Share share, String pointer) {
    Fetched fetched = share.fetch(url, pointer);
    return new MediaSource.Inline(
        mimeType(fetched.contentType(), url.url(), pointer),
        Base64.getEncoder().encodeToString(fetched.bytes()));
  }

  private static String mimeType(String contentType, String url, String pointer) {
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .strip()
            .toLowerCase(Locale.ROOT);
    if (!type.contains("/")) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              pointer,
              "media at " + url + ": the server does not say its type (expected: Content-Type)"));
    }
    return type;
  }
}
