package dev.switchboard.provider.openai;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.Blob;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.OriginalWork;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.WorkPayload;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.media.OpenAiPassage;
import dev.switchboard.wire.openai.media.OpenAiWorkClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** OpenAI's routes for embeddings, images, audio and moderation at a provider. */
public final class OpenAiWorkEndpoint implements WorkEndpoint {
  private final WorkClient codec;
  private final OpenAiFlags flags;
  private final Headers headers;

  public OpenAiWorkEndpoint(ProviderConfig config) {
    this.flags = OpenAiFlags.ofLabels(config.vendor().flags().keySet());
    this.codec = new OpenAiWorkClient(config.name(), flags);
    this.headers = ProviderHeaders.of(config).build();
  }

  @Override
  public WorkClient codec() {
    return codec;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public Optional<WorkCall> passOn(OriginalWork original, String upstreamModel, boolean stream) {
    boolean json = original.body().mimeType().startsWith("application/json");
    if (json
        && !OpenAiPassage.takes(original.route(), original.body().bytes(), upstreamModel, flags)) {
      return Optional.empty();
    }
    byte[] patched = json ? patchedJson(original, upstreamModel) : spliced(original, upstreamModel);
    return Optional.of(
        new WorkCall(
            original.route(),
            new WorkPayload.Whole(new Blob(original.body().mimeType(), patched)),
            OpenAiPassage.framing(original.route()),
            List.of()));
  }

  private static byte[] patchedJson(OriginalWork original, String upstreamModel) {
    TopLevel body = TopLevel.scan(original.body().bytes());
    return body.text("model").equals(Optional.of(upstreamModel))
        ? body.toBytes()
        : JsonPatch.none().set("/model", upstreamModel).apply(body);
  }

  /** A form's part is replaced in place; a form without one is rebuilt elsewhere. */
  private static byte[] spliced(OriginalWork original, String upstreamModel) {
    byte[] body = original.body().bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + upstreamModel.length());
    out.write(body, 0, original.modelStart());
    out.writeBytes(upstreamModel.getBytes(StandardCharsets.UTF_8));
    out.write(body, original.modelEnd(), body.length - original.modelEnd());
    return out.toByteArray();
  }
}
