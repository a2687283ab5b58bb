package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.WorkRequest;
import java.util.List;

/** About how many bytes a request takes of the heap: its texts and its media. */
final class HeldSize {
  private HeldSize() {}

  static long of(ChatRequest request) {
    long[] words = {0};
    UsageEstimate.words(request, text -> words[0] += text.length());
    long media = 0;
    for (Message message : request.messages()) {
      media += media(message.content());
    }
    return words[0] + media;
  }

  static long of(WorkRequest request) {
    return switch (request) {
      case EmbeddingRequest vectors -> vectors.inputs().stream().mapToLong(HeldSize::of).sum();
      case ImageRequest image ->
          image.prompt().length()
              + image.images().stream().mapToLong(HeldSize::of).sum()
              + (image.mask() == null ? 0 : of(image.mask()));
      case SpeechRequest speech -> speech.text().length();
      case TranscriptionRequest heard -> heard.audio().size();
      case ModerationRequest judged ->
          judged.items().stream().mapToLong(item -> texts(item) + media(item)).sum();
    };
  }

  private static long of(EmbeddingRequest.Input input) {
    return switch (input) {
      case EmbeddingRequest.Text text -> text.text().length();
      case EmbeddingRequest.Tokens tokens -> (long) tokens.ids().size() * Long.BYTES;
    };
  }

  private static long texts(List<Content> content) {
    long sum = 0;
    for (Content part : content) {
      sum += part instanceof Content.Text text ? text.text().length() : 0;
    }
    return sum;
  }

  private static long media(List<Content> content) {
    long sum = 0;
    for (Content part : content) {
      sum +=
          switch (part) {
            case Content.Image image -> of(image.source());
            case Content.Audio audio -> of(audio.source());
            case Content.Video video -> of(video.source());
            case Content.Document document -> of(document.source());
            case Content.ToolResult result -> media(result.content());
            case Content.Opaque opaque -> opaque.json().length();
            case Content.Text _,
                Content.Reasoning _,
                Content.Refusal _,
                Content.ToolCall _,
                Content.CachePoint _ ->
                0;
          };
    }
    return sum;
  }

  private static long of(MediaSource source) {
    return switch (source) {
      case MediaSource.Inline inline -> inline.base64().length();
      case MediaSource.Url url -> url.url().length();
      case MediaSource.FileId file -> file.id().length();
    };
  }
}
