package dev.switchboard.provider.openai;

import dev.switchboard.http.Headers;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.OpenAiFlag;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.responses.OpenAiResponsesClient;
import dev.switchboard.wire.openai.responses.OpenAiResponsesPassThrough;
import dev.switchboard.wire.openai.responses.ResponsesCount;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses API at a provider. */
public final class OpenAiResponsesEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final URI responses;
  private final Headers headers;
  private final @Nullable Counting counting;

  public OpenAiResponsesEndpoint(ProviderConfig config) {
    this.codec = new OpenAiResponsesClient(config.name());
    this.responses = URI.create(config.baseUrl() + "/responses");
    this.headers = ProviderHeaders.of(config).build();
    OpenAiFlags flags = OpenAiFlags.ofLabels(config.vendor().flags().keySet());
    this.counting =
        flags.has(OpenAiFlag.INPUT_TOKENS)
            ? new InputTokens(URI.create(config.baseUrl() + ResponsesCount.PATH))
            : null;
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return responses;
  }

  @Override
  public Headers headers(boolean stream) {
    return headers;
  }

  @Override
  public Optional<Counting> counting() {
    return Optional.ofNullable(counting);
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return OpenAiResponsesPassThrough.prepare(original.bytes(), upstreamModel)
        .map(ResponsesPassage::new);
  }

  /** OpenAI's own count. */
  private record InputTokens(URI address) implements Counting {
    @Override
    public URI address(String upstreamModel) {
      return address;
    }

    @Override
    public byte[] body(byte[] chat, String upstreamModel) {
      return ResponsesCount.body(chat);
    }

    @Override
    public byte[] passedOn(byte[] passage, String upstreamModel) {
      return ResponsesCount.body(passage);
    }

    @Override
    public OptionalLong decode(byte[] answer) {
      return ResponsesCount.decode(answer);
    }
  }

  /** A body that goes on as it came. */
  private static final class ResponsesPassage implements Passage {
    private final byte[] body;

    ResponsesPassage(byte[] body) {
      this.body = body;
    }

    @Override
    public byte[] body() {
      return body;
    }

    @Override
    public boolean passesBack(WireEvent event) {
      return true;
    }

    @Override
    public Optional<WireEvent> terminator() {
      return Optional.empty();
    }
  }
}
