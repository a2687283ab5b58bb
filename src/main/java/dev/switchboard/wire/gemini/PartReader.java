package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code parts} of one answer as they come.
 *
 * <p>A signature on a call is the call's; on any other part it is given on right after the part,
 * which is where the encoder expects it back.
 *
 * <p>Not safe for use by several threads.
 */
final class PartReader {
  private static final Name TEXT = Name.of("text");
  private static final Name THOUGHT = Name.of("thought");
  private static final Name SIGNATURE = Name.of("thoughtSignature");
  private static final Name FUNCTION_CALL = Name.of("functionCall");
  private static final Set<String> ABOUT_THE_PART =
      Set.of(
          "thought",
          "thoughtSignature",
          "thought_signature",
          "partMetadata",
          "part_metadata",
          "videoMetadata",
          "video_metadata",
          "mediaResolution",
          "media_resolution");

  private final String provider;
  private final CallReader calls = new CallReader();

  /**
   * @param provider the configured provider's name
   */
  PartReader(String provider) {
    this.provider = provider;
  }

  CallReader calls() {
    return calls;
  }

  /**
   * Reads a part.
   *
   * @param answer of which the part is
   * @param events takes what the part means
   */
  void read(GeminiObject part, StreamEvent.Started answer, List<StreamEvent> events) {
    Content.Signature signature = signature(part, answer.reportedModel());
    Optional<GeminiObject> call = part.object(FUNCTION_CALL);
    if (call.isPresent()) {
      calls.read(call.get(), signature, answer.id(), events);
      return;
    }
    if (part.has(TEXT)) {
      text(part.text(TEXT), part.flag(THOUGHT), events);
    } else if (hasData(part)) {
      events.add(new StreamEvent.Part(media(part)));
    }
    if (signature != null) {
      events.add(new StreamEvent.ReasoningSigned(signature));
    }
  }

  private Content.@Nullable Signature signature(GeminiObject part, String model) {
    String value = part.text(SIGNATURE);
    if (value.isEmpty()) {
      return null;
    }
    return new Content.Signature(
        Content.Signature.Kind.SIGNATURE,
        value,
        new Origin(Dialect.GEMINI_GENERATE, provider, model));
  }

  private static void text(String text, boolean thought, List<StreamEvent> events) {
    if (text.isEmpty()) {
      return;
    }
    events.add(thought ? new StreamEvent.ReasoningDelta(text) : new StreamEvent.TextDelta(text));
  }

  /** Whether there is more than what describes a part. */
  static boolean hasData(GeminiObject part) {
    return part.fields().all().keySet().stream().anyMatch(name -> !ABOUT_THE_PART.contains(name));
  }

  /** A picture that was only thought of is no part of the answer, but is kept. */
  private static Content media(GeminiObject part) {
    Optional<GeminiObject> blob =
        part.flag(THOUGHT) ? Optional.empty() : part.object(MediaReader.INLINE_DATA);
    if (blob.isEmpty() || blob.get().text(MediaReader.MIME_TYPE).isEmpty()) {
      return new Content.Opaque(Dialect.GEMINI_GENERATE, Json.text(part.fields().node()));
    }
    return MediaReader.inline(blob.get());
  }
}
