package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.WorkStreamEncoder;
import dev.switchboard.wire.openai.media.SpeechRequests;
import dev.switchboard.wire.openai.media.SpeechStream;
import dev.switchboard.wire.openai.media.TranscriptionAnswers;
import dev.switchboard.wire.openai.media.TranscriptionRequests;
import dev.switchboard.wire.openai.media.TranscriptionStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code POST /v3/compat/audio/…}: speech, transcriptions, translations. */
final class Audio {
  private final CompatWork work;
  private final Credentials credentials;
  private final WorkModels models;

  Audio(CompatWork work, Credentials credentials, WorkModels models) {
    this.work = work;
    this.credentials = credentials;
    this.models = models;
  }

  void speak(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Upload upload = Upload.json(incoming, "/audio/speech");
    SpeechRequests.Asked asked = SpeechRequests.read(upload.body().bytes(), models.speech());
    work.serve(
        incoming,
        key,
        new CompatWork.Ask(
            "openai.audio.speech", asked.request(), upload.original(), new Spoken(asked)));
  }

  void transcribe(Incoming incoming) {
    listen(incoming, "/audio/transcriptions", false);
  }

  void translate(Incoming incoming) {
    listen(incoming, "/audio/translations", true);
  }

  private void listen(Incoming incoming, String route, boolean translate) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Upload upload = Upload.form(incoming, route);
    TranscriptionRequests.Asked asked =
        TranscriptionRequests.read(
            Objects.requireNonNullElse(upload.parts(), List.of()),
            translate,
            models.transcription());
    // Plain text, as a provider writes it, does not tell what it costs: it is written here.
    boolean passable = asked.format().tellsUsage();
    work.serve(
        incoming,
        key,
        new CompatWork.Ask(
            translate ? "openai.audio.translations" : "openai.audio.transcriptions",
            asked.request(),
            passable ? upload.original() : null,
            new Heard(asked)));
  }

  private record Spoken(SpeechRequests.Asked asked) implements CompatWork.Rendering {
    @Override
    public Blob whole(WorkResponse response, String model) {
      return ((SpeechResponse) response).audio();
    }

    @Override
    public Optional<WorkStreamEncoder> events() {
      return asked.events() ? Optional.of(new SpeechStream.Writer()) : Optional.empty();
    }
  }

  private record Heard(TranscriptionRequests.Asked asked) implements CompatWork.Rendering {
    @Override
    public Blob whole(WorkResponse response, String model) {
      return TranscriptionAnswers.write(
          (TranscriptionResponse) response, asked.format(), asked.request().translate());
    }

    @Override
    public Optional<WorkStreamEncoder> events() {
      return asked.stream() ? Optional.of(new TranscriptionStream.Writer()) : Optional.empty();
    }
  }
}
