package dev.switchboard.wire.openai.media;

import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.WorkCall.Framing;
import dev.switchboard.wire.openai.OpenAiFlag;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.util.Optional;

/** Whether a caller's own bytes fit a vendor of the same dialect. */
public final class OpenAiPassage {
  private OpenAiPassage() {}

  /** Whether the vendor takes this JSON body as it is, but for the model's name. */
  public static boolean takes(String route, byte[] json, String upstreamModel, OpenAiFlags flags) {
    TopLevel body = TopLevel.scan(json);
    return switch (route) {
      case "/embeddings" -> {
        boolean base64 = body.text("encoding_format").equals(Optional.of("base64"));
        boolean dimensions = body.has("dimensions") && flags.has(OpenAiFlag.OUTPUT_DIMENSION);
        boolean user = body.has("user") && flags.has(OpenAiFlag.NO_USER);
        boolean format = body.has("encoding_format") && flags.has(OpenAiFlag.NO_ENCODING_FORMAT);
        yield !format
            && !dimensions
            && !user
            && (!base64 || flags.has(OpenAiFlag.BASE64_EMBEDDINGS));
      }
      // Only events tell what a sound costs: they are asked for, and taken apart for the caller.
      case "/audio/speech" ->
          !tellsUsageInEvents(upstreamModel, flags)
              || body.text("stream_format").equals(Optional.of("sse"));
      default -> true;
    };
  }

  /** Whether speech comes with its usage when it is asked for as events. */
  static boolean tellsUsageInEvents(String upstreamModel, OpenAiFlags flags) {
    return flags.has(OpenAiFlag.SPEECH_EVENTS) && !upstreamModel.startsWith("tts-1");
  }

  /** How the answer of a route comes when no stream of events is asked for. */
  public static Framing framing(String route) {
    return route.equals("/audio/speech") ? Framing.BYTES : Framing.WHOLE;
  }
}
