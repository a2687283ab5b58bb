package dev.switchboard.provider.openai;

import dev.switchboard.http.Headers;
import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.ClientCodec;
import dev.switchboard.wire.WireEvent;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiFlag;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.OpenAiPassThrough;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat dialect at a provider, with that vendor's deviations. */
public final class OpenAiEndpoint implements Endpoint {
  private final ClientCodec codec;
  private final OpenAiPassThrough passThrough;
  private final URI chat;
  private final Headers headers;
  private final @Nullable Endpoint responses;
  private final List<Pattern> responsesOnly;

  public OpenAiEndpoint(ProviderConfig config) {
    OpenAiFlags flags = OpenAiFlags.ofLabels(config.vendor().flags().keySet());
    this.codec = new OpenAiChatClient(config.name(), flags);
    this.passThrough = new OpenAiPassThrough(flags);
    this.chat = URI.create(config.baseUrl() + "/chat/completions");
    this.headers = ProviderHeaders.of(config).build();
    this.responses = flags.has(OpenAiFlag.RESPONSES) ? new OpenAiResponsesEndpoint(config) : null;
    this.responsesOnly =
        config.vendor().responsesOnly().stream().map(OpenAiEndpoint::pattern).toList();
  }

  private static Pattern pattern(String stars) {
    return Pattern.compile(
        Arrays.stream(stars.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }

  /** Calls of the Responses API go to it, and calls of models that know nothing else. */
  @Override
  public Endpoint forCall(@Nullable Dialect asked, String upstreamModel) {
    Endpoint other = responses;
    if (other == null) {
      return this;
    }
    boolean only = responsesOnly.stream().anyMatch(name -> name.matcher(upstreamModel).matches());
    return only || asked == Dialect.OPENAI_RESPONSES ? other : this;
  }

  /** Chat completions have no route that counts. */
  @Override
  public Endpoint forCount(@Nullable Dialect asked, String upstreamModel) {
    return responses == null ? this : responses;
  }

  @Override
  public ClientCodec codec() {
    return codec;
  }

  @Override
  public URI chat(String upstreamModel, boolean stream) {
    return chat;
  }

  @Override
  public Headers headers(boolean stream) {
    return headers;
  }

  @Override
  public Optional<Passage> passOn(RawBody original, String upstreamModel, boolean stream) {
    return passThrough
        .prepare(original.bytes(), original::fields, upstreamModel)
        .map(OpenAiPassage::new);
  }

  /** A body that goes on as it came. */
  private record OpenAiPassage(OpenAiPassThrough.Passage passage) implements Passage {
    @Override
    public byte[] body() {
      return passage.body();
    }

    @Override
    public boolean passesBack(WireEvent event) {
      return passage.passesBack(event.data());
    }

    @Override
    public Optional<WireEvent> terminator() {
      return Optional.of(OpenAiPassThrough.DONE);
    }
  }
}
