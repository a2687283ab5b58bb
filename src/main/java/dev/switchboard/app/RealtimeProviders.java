package dev.switchboard.app;

import dev.switchboard.http.UpstreamClient;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.RealtimeDial;
import dev.switchboard.provider.RealtimeProvider;
import dev.switchboard.provider.TokenSource;
import dev.switchboard.provider.gemini.GeminiLive;
import dev.switchboard.provider.openai.OpenAiRealtime;
import dev.switchboard.wire.gemini.GeminiClient;
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiFlag;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Makes the voice sessions of those configured providers that have some. */
final class RealtimeProviders {
  private final UpstreamClient client;
  private final Clock clock;
  private final BiFunction<ProviderConfig, Cloud.Azure, @Nullable TokenSource> entra;

  RealtimeProviders(
      UpstreamClient client,
      Clock clock,
      BiFunction<ProviderConfig, Cloud.Azure, @Nullable TokenSource> entra) {
    this.client = client;
    this.clock = clock;
    this.entra = entra;
  }

  Optional<RealtimeProvider> of(ProviderConfig provider) {
    return switch (provider.vendor().dialect()) {
      case OPENAI_CHAT, OPENAI_RESPONSES -> openAi(provider);
      case GEMINI_GENERATE ->
          provider.cloud() instanceof Cloud.None ? Optional.of(gemini(provider)) : Optional.empty();
      case ANTHROPIC_MESSAGES,
          BEDROCK_CONVERSE,
          COHERE_CHAT,
          OLLAMA_CHAT,
          NATIVE,
          OPENAI_MEDIA,
          OPENAI_REALTIME,
          GEMINI_LIVE,
          ELEVENLABS,
          DEEPGRAM,
          GEMINI_INTERACTIONS ->
          Optional.empty();
    };
  }

  private Optional<RealtimeProvider> openAi(ProviderConfig provider) {
    OpenAiFlags flags = OpenAiFlags.ofLabels(provider.vendor().flags().keySet());
    if (!flags.has(OpenAiFlag.REALTIME)) {
      return Optional.empty();
    }
    OpenAiChatClient codec = new OpenAiChatClient(provider.name(), flags);
    return Optional.of(
        new OpenAiRealtime(
            new RealtimeDial(provider, client, codec::decodeFailure, clock),
            provider,
            provider.cloud() instanceof Cloud.Azure azure ? entra.apply(provider, azure) : null));
  }

  private RealtimeProvider gemini(ProviderConfig provider) {
    GeminiClient codec = new GeminiClient(provider.name());
    return new GeminiLive(
        new RealtimeDial(provider, client, codec::decodeFailure, clock), provider);
  }
}
