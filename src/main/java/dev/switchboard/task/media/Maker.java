package dev.switchboard.task.media;

import dev.switchboard.http.FetchRefused;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.Vector;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.Opening;
import dev.switchboard.pipeline.WorkAnswer;
import dev.switchboard.pipeline.WorkAnswerStream;
import dev.switchboard.pipeline.WorkPrompt;
import dev.switchboard.provider.WorkStream;
import dev.switchboard.routing.Target;
import dev.switchboard.task.TaskCall;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does one step that is no conversation, at one target after another. */
final class Maker {
  private final CallSession session;
  private final Choice choice;
  private final Wishes wishes;
  private final SafeFetcher fetcher;
  private boolean delivered;

  /**
   * @param wishes of the input
   */
  Maker(CallSession session, Choice choice, Wishes wishes, SafeFetcher fetcher) {
    this.session = session;
    this.choice = choice;
    this.wishes = wishes;
    this.fetcher = fetcher;
  }

  /**
   * A spoken text.
   *
   * @param type the media type wanted
   * @param instructions how it is to be spoken; null for nothing
   * @param pieces hears the sound grow; null when nobody listens
   */
  Blob speak(
      String text, String type, @Nullable String instructions, @Nullable Consumer<Blob> pieces) {
    return first(target -> {
      TaskCall.MediaOptions options = choice.of(target.requestedModel()).media();
      FailureException refused = null;
      for (String format : Formats.askedFor(Formats.ofSound(type))) {
        SpeechRequest request =
            new SpeechRequest(
                target.requestedModel(),
                text,
                options.voice(),
                format,
                options.speed(),
                instructions,
                List.of());
        try {
          SpeechResponse made = (SpeechResponse) perform(target, request, pieces);
          return Fit.sound(made.audio(), type, format);
        } catch (FailureException e) {
          if (!(e.failure() instanceof Failure.Unsupported) || delivered) {
            throw e;
          }
          refused = refused == null ? e : refused;
        }
      }
      throw refused == null ? new IllegalStateException("no form to ask for") : refused;
    });
  }

  /** Pictures of one prompt. */
  List<Blob> draw(String prompt, List<MediaSource> originals, String type, int count) {
    return first(target -> {
      FailureException refused = null;
      for (String format : Formats.askedForPicture(Formats.ofImage(type))) {
        try {
          return drawn(target, new Drawing(prompt, originals, type, count), format);
        } catch (FailureException e) {
          if (!(e.failure() instanceof Failure.Unsupported)) {
            throw e;
          }
          refused = refused == null ? e : refused;
        }
      }
      throw refused == null ? new IllegalStateException("no form to ask for") : refused;
    });
  }

  /** What is to be drawn. */
  private record Drawing(String prompt, List<MediaSource> originals, String type, int count) {
    Drawing {
      originals = List.copyOf(originals);
    }
  }

  private List<Blob> drawn(Target target, Drawing drawing, String format) {
    TaskCall.MediaOptions options = choice.of(target.requestedModel()).media();
    int count = drawing.count();
    ImageRequest request =
        new ImageRequest(
            target.requestedModel(),
            drawing.prompt(),
            drawing.originals(),
            null,
            count,
            new ImageRequest.Look(
                wishes.size(options),
                options.quality(),
                options.background(),
                format.equals("png") ? null : format,
                null),
            false,
            null,
            null,
            List.of());
    ImageResponse made = (ImageResponse) perform(target, request, null);
    if (made.images().size() < count) {
      throw unreadable(target, made.images().size() + " pictures in place of " + count);
    }
    List<Blob> pictures = new ArrayList<>();
    for (ImageResponse.Picture picture : made.images().subList(0, count)) {
      pictures.add(Fit.picture(bytes(target, picture.source()), drawing.type()));
    }
    return pictures;
  }

  private byte[] bytes(Target target, MediaSource source) {
    return switch (source) {
      case MediaSource.Inline inline -> {
        try {
          yield Base64.getDecoder().decode(inline.base64());
        } catch (IllegalArgumentException _) {
          throw unreadable(target, "a picture that is not base64");
        }
      }
      case MediaSource.Url url -> {
        try {
          yield fetcher.fetch(url.url(), session.context().cancellation()).bytes();
        } catch (FetchRefused e) {
          throw unreadable(target, "a picture that cannot be fetched, " + e.getMessage());
        }
      }
      case MediaSource.FileId _ -> throw unreadable(target, "a picture stored elsewhere");
    };
  }

  /**
   * Vectors, one for each text.
   *
   * @param dimensions null for the model's own
   */
  List<Vector> embed(List<String> texts, @Nullable Integer dimensions) {
    List<EmbeddingRequest.Input> inputs = new ArrayList<>();
    texts.forEach(text -> inputs.add(new EmbeddingRequest.Text(text)));
    Function<Target, WorkPrompt> prompts =
        target ->
            prompt(
                target,
                new EmbeddingRequest(
                    target.requestedModel(), inputs, dimensions, null, null, List.of()),
                false);
    Opening<WorkAnswer> opening = session.openingOfWork(prompts);
    return session
        .fallback()
        .first(
            opening.targets(),
            target -> {
              WorkAnswer answer =
                  opening.at(target, () -> session.attempt(target, prompts.apply(target)));
              EmbeddingResponse made = (EmbeddingResponse) response(answer, null);
              if (made.vectors().size() != texts.size()) {
                throw unreadable(
                    target, made.vectors().size() + " vectors for " + texts.size() + " texts");
              }
              return made.vectors();
            },
            () -> false);
  }

  /**
   * What was said in a sound.
   *
   * @param prompt words that help to hear; null for none
   */
  String transcribe(Blob audio, @Nullable String prompt) {
    return first(target -> {
      TaskCall.MediaOptions options = choice.of(target.requestedModel()).media();
      TranscriptionRequest request =
          new TranscriptionRequest(
              target.requestedModel(),
              audio,
              "",
              false,
              wishes.language(options),
              prompt,
              null,
              Set.of(),
              List.of());
      return ((TranscriptionResponse) perform(target, request, null)).text();
    });
  }

  private <A> A first(Function<Target, A> attempt) {
    return session.fallback().first(attempt, () -> delivered);
  }

  private WorkResponse perform(
      Target target, WorkRequest request, @Nullable Consumer<Blob> pieces) {
    return response(session.attempt(target, prompt(target, request, pieces != null)), pieces);
  }

  private WorkPrompt prompt(Target target, WorkRequest request, boolean stream) {
    Map<String, String> headers = choice.of(target.requestedModel()).extraHeaders();
    return new WorkPrompt(() -> request, null, stream, headers);
  }

  private WorkResponse response(WorkAnswer answer, @Nullable Consumer<Blob> pieces) {
    return switch (answer) {
      case WorkAnswer.Whole whole -> whole.response();
      case WorkAnswer.Streaming streaming -> {
        try (WorkAnswerStream stream = streaming.stream()) {
          yield collected(stream, pieces);
        }
      }
    };
  }

  private WorkResponse collected(WorkAnswerStream stream, @Nullable Consumer<Blob> pieces) {
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    for (Optional<WorkStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
      for (WorkEvent event : item.get().events()) {
        switch (event) {
          case WorkEvent.AudioPiece piece -> {
            sound.writeBytes(piece.audio().bytes());
            if (pieces != null) {
              delivered = true;
              pieces.accept(piece.audio());
            }
          }
          case WorkEvent.Failed failed -> throw new FailureException(failed.failure());
          case WorkEvent.Finished finished -> {
            return finished.response() instanceof SpeechResponse speech
                ? new SpeechResponse(
                    speech.reportedModel(),
                    speech.audio().size() > 0 && sound.size() == 0
                        ? speech.audio()
                        : new Blob(stream.mimeType(), sound.toByteArray()),
                    speech.usage())
                : finished.response();
          }
          case WorkEvent.TextDelta _, WorkEvent.PartialImage _ -> {}
        }
      }
    }
    throw new IllegalStateException("a stream without an end");
  }

  private static FailureException unreadable(Target target, String what) {
    return new FailureException(
        new Failure.ProviderFailed(
            target.provider(),
            Failure.ProviderFailed.Kind.UNREADABLE,
            200,
            target.id() + " sent something unreadable: " + what));
  }
}
