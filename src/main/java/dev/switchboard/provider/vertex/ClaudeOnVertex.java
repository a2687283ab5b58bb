package dev.switchboard.provider.vertex;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.Note;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.PathStep;
import dev.switchboard.wire.anthropic.AnthropicClient;
import dev.switchboard.wire.anthropic.AnthropicCount;
import dev.switchboard.wire.anthropic.AnthropicHeaders;
import dev.switchboard.wire.anthropic.AnthropicHost;
import dev.switchboard.wire.anthropic.AnthropicPassThrough;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Claude at Vertex AI: Anthropic's dialect with the model in the path and the version in the body.
 * Features in trial ({@code anthropic-beta}) are Anthropic's own; Vertex refuses those it does not
 * know.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai">source
 *     </a>
 */
final class ClaudeOnVertex implements Endpoint {
  private final ClientCodec codec;
  private final String models;
  private final VertexEndpoint vertex;

  ClaudeOnVertex(ProviderConfig config, String models, VertexEndpoint vertex) {
    this.codec = new AnthropicClient(config.name(), AnthropicHost.VERTEX);
    this.models = models;
    this.vertex = vertex;
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return URI.create(
        models + model(upstreamModel) + (stream ? ":streamRawPredict" : ":rawPredict"));
  }

  /** At signs stand before versions, and stay. */
  private static String model(String upstreamModel) {
    return PathStep.of(upstreamModel).replace("%40", "@");
  }

  @Override
  public Headers headers(boolean stream) {
    return vertex.headers(stream);
  }

  @Override
  public Headers authorized(Headers all, URI address, byte[] body) {
    return vertex.authorized(all, address, body);
  }

  @Override
  public Optional<Counting> counting() {
    return Optional.of(new ClaudeCounting(models));
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return AnthropicPassThrough.prepare(
            original.bytes(), original::fields, upstreamModel, AnthropicHost.VERTEX)
        .map(body -> new PlainPassage(body, _ -> true, AnthropicPassThrough.STOP, notes(original)));
  }

  private static Note[] notes(RawBody original) {
    return original.headers().containsKey(AnthropicHeaders.BETA_HEADER)
        ? new Note[] {
          new Note(
              Note.Kind.OMITTED,
              AnthropicHeaders.BETA_HEADER,
              "features in trial at Anthropic are not asked for at Vertex AI")
        }
        : new Note[0];
  }

  private record ClaudeCounting(String models) implements Counting {
    @Override
    public URI address(String upstreamModel) {
      return URI.create(models + "count-tokens:rawPredict");
    }

    @Override
    public byte[] body(byte[] chat, String upstreamModel) {
      return passedOn(AnthropicCount.body(chat), upstreamModel);
    }

    @Override
    public byte[] passedOn(byte[] passage, String upstreamModel) {
      return AnthropicHost.named(passage, upstreamModel);
    }

    @Override
    public OptionalLong decode(byte[] answer) {
      return AnthropicCount.decode(answer);
    }
  }
}
