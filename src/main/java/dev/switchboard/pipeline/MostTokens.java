package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Tool;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * The most tokens that a request can be.
 *
 * <p>A token is at least a byte, so the bytes bound the tokens, with some for what providers add to
 * each part. Of media by address nobody knows the size: the model's own limit bounds it.
 */
final class MostTokens {
  /** What a provider puts around a part or a message. */
  private static final long AROUND = 64;

  /** What a provider adds once: the words that explain tools or a schema to the model. */
  private static final long ONCE = 2_000;

  private MostTokens() {}

  /**
   * The most that the input can be.
   *
   * @param words the bytes of all that {@link UsageEstimate#words} gives
   * @param limit of the model; empty when unknown
   * @return empty when nothing bounds it
   */
  static OptionalLong input(ChatRequest request, long words, OptionalLong limit) {
    long bytes = ONCE + words;
    for (Tool tool : request.tools()) {
      bytes += AROUND + (tool instanceof Tool.Opaque ? Long.MAX_VALUE / 4 : 0);
    }
    for (Message message : request.messages()) {
      bytes = saturated(bytes, AROUND + parts(message.content()));
    }
    boolean bounded = bytes < Long.MAX_VALUE / 4;
    if (limit.isPresent()) {
      return OptionalLong.of(Math.min(limit.getAsLong(), bytes));
    }
    return bounded ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  private static long parts(List<Content> parts) {
    long bytes = 0;
    for (Content part : parts) {
      long own =
          switch (part) {
            case Content.Image image -> media(image.source());
            case Content.Audio audio -> media(audio.source());
            case Content.Video video -> media(video.source());
            case Content.Document document -> media(document.source());
            case Content.ToolResult result -> parts(result.content());
            case Content.Opaque opaque -> bytes(opaque.json());
            case Content.Reasoning reasoning ->
                reasoning.signature() == null ? 0 : bytes(reasoning.signature().value());
            case Content.ToolCall call ->
                call.signature() == null ? 0 : bytes(call.signature().value());
            case Content.Text _, Content.Refusal _, Content.CachePoint _ -> 0;
          };
      bytes = saturated(bytes, AROUND + own);
    }
    return bytes;
  }

  /** A small picture counts more tokens than it has bytes; none counts more than this. */
  private static final long SMALLEST_MEDIA = 20_000;

  private static long media(MediaSource source) {
    return switch (source) {
      case MediaSource.Inline inline -> Math.max(SMALLEST_MEDIA, inline.base64().length());
      case MediaSource.Url _, MediaSource.FileId _ -> Long.MAX_VALUE / 4;
    };
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long saturated(long a, long b) {
    return Math.min(Long.MAX_VALUE / 4, a + b);
  }
}
