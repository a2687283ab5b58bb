package dev.switchboard.wire.anthropic;

import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Who serves this dialect; clouds name the model in the path and the dialect's version within. */
public enum AnthropicHost {
  /** Anthropic, and whoever imitates it. */
  ANTHROPIC(null),
  /** Google Vertex AI. */
  VERTEX("vertex-2023-10-16");

  private static final String VERSION_FIELD = "anthropic_version";

  private final @Nullable String version;

  AnthropicHost(@Nullable String version) {
    this.version = version;
  }

  /** Whether web addresses of pictures and documents are fetched by the host. */
  boolean fetches() {
    return version == null;
  }

  /** Writes what the body begins with. */
  void begin(ObjectNode body, String upstreamModel) {
    if (version == null) {
      body.put("model", upstreamModel);
    } else {
      body.put(VERSION_FIELD, version);
    }
  }

  /** A body of the dialect's own host as this one takes it; every other byte is as it was. */
  byte[] placed(byte[] body) {
    return version == null
        ? body
        : JsonPatch.none()
            .remove("/model")
            .set("/" + VERSION_FIELD, version)
            .apply(TopLevel.scan(body));
  }

  /** A body for counting tokens, where every host wants the model's name. */
  public static byte[] named(byte[] body, String upstreamModel) {
    return JsonPatch.none().set("/model", upstreamModel).apply(TopLevel.scan(body));
  }
}
