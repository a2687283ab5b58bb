package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.FormPart;
import dev.switchboard.wire.WorkStreamEncoder;
import dev.switchboard.wire.openai.media.ImageAnswers;
import dev.switchboard.wire.openai.media.ImageRequests;
import dev.switchboard.wire.openai.media.ImageStreamWriter;
import java.util.List;
import java.util.Optional;

/** {@code POST /v3/compat/images/generations} and {@code /images/edits}. */
final class Images {
  private final CompatWork work;
  private final Credentials credentials;
  private final WorkModels models;

  Images(CompatWork work, Credentials credentials, WorkModels models) {
    this.work = work;
    this.credentials = credentials;
    this.models = models;
  }

  void generate(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Upload upload = Upload.json(incoming, "/images/generations");
    serve(
        incoming,
        key,
        "openai.images.generations",
        upload,
        ImageRequests.generation(upload.body().bytes(), models.image()));
  }

  void edit(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Upload upload = Upload.either(incoming, "/images/edits");
    List<FormPart> parts = upload.parts();
    serve(
        incoming,
        key,
        "openai.images.edits",
        upload,
        parts == null
            ? ImageRequests.edit(upload.body().bytes(), models.image())
            : ImageRequests.edit(parts, models.image()));
  }

  private void serve(
      Incoming incoming, VirtualKey key, String surface, Upload upload, ImageRequests.Asked asked) {
    long created = incoming.arrival().at().getEpochSecond();
    work.serve(
        incoming,
        key,
        new CompatWork.Ask(
            surface, asked.request(), upload.original(), new Written(asked, created)));
  }

  private record Written(ImageRequests.Asked asked, long createdSeconds)
      implements CompatWork.Rendering {
    @Override
    public Blob whole(WorkResponse response, String model) {
      return new Blob(
          "application/json", ImageAnswers.write((ImageResponse) response, createdSeconds));
    }

    @Override
    public Optional<WorkStreamEncoder> events() {
      return asked.stream()
          ? Optional.of(new ImageStreamWriter(asked.request(), createdSeconds))
          : Optional.empty();
    }
  }
}
