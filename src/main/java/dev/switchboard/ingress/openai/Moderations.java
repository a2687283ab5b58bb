package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.ModerationResponse;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.wire.openai.media.ModerationBodies;

/** {@code POST /v3/compat/moderations}. */
final class Moderations {
  private final CompatWork work;
  private final Credentials credentials;
  private final WorkModels models;

  Moderations(CompatWork work, Credentials credentials, WorkModels models) {
    this.work = work;
    this.credentials = credentials;
    this.models = models;
  }

  void judge(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    Upload upload = Upload.json(incoming, "/moderations");
    String id = "modr-" + incoming.requestId();
    work.serve(
        incoming,
        key,
        new CompatWork.Ask(
            "openai.moderations",
            ModerationBodies.read(upload.body().bytes(), models.moderation()),
            upload.original(),
            new Written(id)));
  }

  private record Written(String id) implements CompatWork.Rendering {
    @Override
    public Blob whole(WorkResponse response, String model) {
      return new Blob(
          "application/json",
          ModerationBodies.writeAnswer((ModerationResponse) response, id, model));
    }
  }
}
