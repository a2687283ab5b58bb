package dev.switchboard.pipeline;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.Metered;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.Wav;
import java.util.List;
import java.util.OptionalLong;

/**
 * Measures work that is no conversation by everything that it can be sold by, and counts the tokens
 * of texts where a provider did not.
 */
final class WorkUsage {
  private final TokenEstimator estimator;

  WorkUsage(TokenEstimator estimator) {
    this.estimator = estimator;
  }

  /** The usage of a whole answer. */
  Usage of(WorkRequest request, WorkResponse response) {
    Usage counted = response.usage();
    Usage tokens = counted.source() == Usage.Source.UNKNOWN ? estimated(request, counted) : counted;
    return tokens.withMetered(measures(request, response));
  }

  /** The usage of an answer that broke off: what went in was worked on. */
  Usage ofPart(WorkRequest request) {
    Usage tokens = estimated(request, Usage.UNKNOWN);
    return request instanceof SpeechRequest speech
        ? tokens.withMetered(List.of(characters(speech)))
        : tokens;
  }

  /** Only where text is all that goes in and nothing is charged of what comes out. */
  private Usage estimated(WorkRequest request, Usage none) {
    return switch (request) {
      case EmbeddingRequest embedding -> {
        long tokens = 0;
        for (EmbeddingRequest.Input input : embedding.inputs()) {
          tokens +=
              switch (input) {
                case EmbeddingRequest.Text text -> estimator.estimate(text.text());
                case EmbeddingRequest.Tokens ids -> ids.ids().size();
              };
        }
        yield Usage.of(tokens, 0).asEstimate();
      }
      case ModerationRequest moderation -> {
        long tokens = 0;
        for (List<Content> item : moderation.items()) {
          for (Content part : item) {
            tokens += part instanceof Content.Text text ? estimator.estimate(text.text()) : 0;
          }
        }
        yield Usage.of(tokens, 0).asEstimate();
      }
      case ImageRequest _, SpeechRequest _, TranscriptionRequest _ -> none;
    };
  }

  private static List<Metered> measures(WorkRequest request, WorkResponse response) {
    return switch (request) {
      case SpeechRequest speech -> List.of(characters(speech));
      case ImageRequest image when response instanceof ImageResponse made ->
          List.of(
              new Metered(
                  Metered.Unit.IMAGE, variant(image.look(), made.look()), made.images().size()));
      case TranscriptionRequest hearing when response instanceof TranscriptionResponse heard ->
          heard(hearing, heard);
      case EmbeddingRequest _, ImageRequest _, TranscriptionRequest _, ModerationRequest _ ->
          List.of();
    };
  }

  /** As the provider says; else as the file says, if it is one that does. */
  private static List<Metered> heard(TranscriptionRequest request, TranscriptionResponse response) {
    if (!response.usage().metered().isEmpty()) {
      return List.of();
    }
    Long said = response.durationMillis();
    OptionalLong millis =
        said == null ? Wav.millis(request.audio().bytes()) : OptionalLong.of(said);
    return millis.isPresent()
        ? List.of(new Metered(Metered.Unit.HEARD_MILLI, "", millis.getAsLong()))
        : List.of();
  }

  private static Metered characters(SpeechRequest speech) {
    String text = speech.text();
    return new Metered(Metered.Unit.CHARACTER, "", text.codePointCount(0, text.length()));
  }

  /** {@code 1024x1024/high}, {@code 1024x1024}, or empty; the provider's word goes first. */
  private static String variant(ImageRequest.Look asked, ImageRequest.Look made) {
    ImageRequest.Size size = made.size() == null ? asked.size() : made.size();
    String quality = made.quality() == null ? asked.quality() : made.quality();
    return (size == null ? "" : size.toString()) + (quality == null ? "" : "/" + quality);
  }
}
