package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.Fetched;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.wire.ClientCodec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the bytes of web media in place for dialects that do not fetch them by themselves, within
 * the bounds of {@link MediaFetches}.
 */
public final class MediaInliner {
  private final SafeFetcher fetcher;

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
    MediaFetches fetches = new MediaFetches(fetcher, signal);
    boolean changed = false;
    List<Message> messages = new ArrayList<>(request.messages().size());
    for (Message message : request.messages()) {
      List<Content> content = inline(message.content(), codec, fetches);
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

  private List<Content> inline(List<Content> parts, ClientCodec codec, MediaFetches fetches) {
    List<Content> inlined = null;
    for (int i = 0; i < parts.size(); i++) {
      Content part = inline(parts.get(i), codec, fetches);
      if (!part.equals(parts.get(i))) {
        inlined = inlined == null ? new ArrayList<>(parts) : inlined;
        inlined.set(i, part);
      }
    }
    return inlined == null ? parts : inlined;
  }

  private Content inline(Content part, ClientCodec codec, MediaFetches fetches) {
    return switch (part) {
      case Content.Image image -> {
        MediaSource source = fetched(image, image.source(), codec, fetches);
        yield source == null ? part : new Content.Image(source, image.detail());
      }
      case Content.Audio audio -> {
        MediaSource source = fetched(audio, audio.source(), codec, fetches);
        yield source == null ? part : new Content.Audio(source);
      }
      case Content.Video video -> {
        MediaSource source = fetched(video, video.source(), codec, fetches);
        yield source == null ? part : new Content.Video(source);
      }
      case Content.Document document -> {
        MediaSource source = fetched(document, document.source(), codec, fetches);
        yield source == null ? part : new Content.Document(source, document.name());
      }
      case Content.ToolResult result -> {
        List<Content> content = inline(result.content(), codec, fetches);
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
    MediaFetches fetches = new MediaFetches(fetcher, signal);
    MediaSource mask = request.mask();
    List<MediaSource> sources =
        request.images().stream().map(source -> fetched(source, fetches, "/images")).toList();
    return request.withSources(sources, mask == null ? null : fetched(mask, fetches, "/mask"));
  }

  private MediaSource fetched(MediaSource source, MediaFetches fetches, String pointer) {
    return source instanceof MediaSource.Url url ? fetch(url, fetches, pointer) : source;
  }

  /** The bytes in place of an address; null when nothing needs to be fetched. */
  private @Nullable MediaSource fetched(
      Content part, MediaSource source, ClientCodec codec, MediaFetches fetches) {
    if (!(source instanceof MediaSource.Url url) || codec.takesUrl(part, url)) {
      return null;
    }
    return fetch(url, fetches, "/messages");
  }

  private static MediaSource.Inline fetch(
      MediaSource.Url url, MediaFetches fetches, String pointer) {
    Fetched fetched = fetches.fetch(url.url(), pointer);
    String type = fetched.mediaType();
    if (!type.contains("/")) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              pointer,
              "media at "
                  + url.url()
                  + ": the server does not say its type (expected: Content-Type)"));
    }
    return new MediaSource.Inline(type, Base64.getEncoder().encodeToString(fetched.bytes()));
  }
}
