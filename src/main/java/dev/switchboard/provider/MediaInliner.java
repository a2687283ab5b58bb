package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.FetchRefused;
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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts the bytes of web media in place for dialects that do not fetch them by themselves. */
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
    boolean changed = false;
    List<Message> messages = new ArrayList<>(request.messages().size());
    for (Message message : request.messages()) {
      List<Content> content = inline(message.content(), codec, signal);
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

  private List<Content> inline(List<Content> parts, ClientCodec codec, CancelSignal signal) {
    List<Content> inlined = null;
    for (int i = 0; i < parts.size(); i++) {
      Content part = inline(parts.get(i), codec, signal);
      if (!part.equals(parts.get(i))) {
        inlined = inlined == null ? new ArrayList<>(parts) : inlined;
        inlined.set(i, part);
      }
    }
    return inlined == null ? parts : inlined;
  }

  private Content inline(Content part, ClientCodec codec, CancelSignal signal) {
    return switch (part) {
      case Content.Image image -> {
        MediaSource source = fetched(image, image.source(), codec, signal);
        yield source == null ? part : new Content.Image(source, image.detail());
      }
      case Content.Audio audio -> {
        MediaSource source = fetched(audio, audio.source(), codec, signal);
        yield source == null ? part : new Content.Audio(source);
      }
      case Content.Video video -> {
        MediaSource source = fetched(video, video.source(), codec, signal);
        yield source == null ? part : new Content.Video(source);
      }
      case Content.Document document -> {
        MediaSource source = fetched(document, document.source(), codec, signal);
        yield source == null ? part : new Content.Document(source, document.name());
      }
      case Content.ToolResult result -> {
        List<Content> content = inline(result.content(), codec, signal);
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
    MediaSource mask = request.mask();
    List<MediaSource> sources =
        request.images().stream().map(source -> fetched(source, signal, "/images")).toList();
    return request.withSources(sources, mask == null ? null : fetched(mask, signal, "/mask"));
  }

  private MediaSource fetched(MediaSource source, CancelSignal signal, String pointer) {
    return source instanceof MediaSource.Url url ? fetch(url, signal, pointer) : source;
  }

  /** The bytes in place of an address; null when nothing needs to be fetched. */
  private @Nullable MediaSource fetched(
      Content part, MediaSource source, ClientCodec codec, CancelSignal signal) {
    if (!(source instanceof MediaSource.Url url) || codec.takesUrl(part, url)) {
      return null;
    }
    return fetch(url, signal, "/messages");
  }

  private MediaSource.Inline fetch(MediaSource.Url url, CancelSignal signal, String pointer) {
    try {
      Fetched fetched = fetcher.fetch(url.url(), signal);
      return new MediaSource.Inline(
          mimeType(fetched.contentType(), url.url(), pointer),
          Base64.getEncoder().encodeToString(fetched.bytes()));
    } catch (FetchRefused e) {
      throw new FailureException(
          Failure.InvalidRequest.at(pointer, "media cannot be fetched: " + e.getMessage()));
    }
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
