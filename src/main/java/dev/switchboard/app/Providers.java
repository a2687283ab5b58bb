package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.ir.Dialect;
import dev.switchboard.pipeline.Egress;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.MediaInliner;
import dev.switchboard.provider.PlainWorkEndpoint;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.RealtimeProvider;
import dev.switchboard.provider.TokenRequest;
import dev.switchboard.provider.TokenSource;
import dev.switchboard.provider.WireProvider;
import dev.switchboard.provider.WireWorkProvider;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.provider.anthropic.AnthropicEndpoint;
import dev.switchboard.provider.bedrock.BedrockEndpoint;
import dev.switchboard.provider.cohere.CohereEndpoint;
import dev.switchboard.provider.gemini.GeminiEndpoint;
import dev.switchboard.provider.ollama.OllamaEndpoint;
import dev.switchboard.provider.openai.AzureEndpoint;
import dev.switchboard.provider.openai.AzureWorkEndpoint;
import dev.switchboard.provider.openai.EntraTokens;
import dev.switchboard.provider.openai.OpenAiEndpoint;
import dev.switchboard.provider.openai.OpenAiResponsesEndpoint;
import dev.switchboard.provider.openai.OpenAiWorkEndpoint;
import dev.switchboard.provider.sandbox.SandboxConfig;
import dev.switchboard.provider.sandbox.SandboxProvider;
import dev.switchboard.provider.sandbox.SandboxWork;
import dev.switchboard.provider.vertex.GoogleTokens;
import dev.switchboard.provider.vertex.VertexEndpoint;
import dev.switchboard.provider.vertex.VertexWorkEndpoint;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.cohere.CohereWorkClient;
import dev.switchboard.wire.deepgram.DeepgramWorkClient;
import dev.switchboard.wire.elevenlabs.ElevenLabsWorkClient;
import dev.switchboard.wire.gemini.GeminiWorkClient;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a provider of each configured one; one line per dialect. */
final class Providers {
  /** Dialects without conversations. */
  private static final Set<Dialect> WORK_ALONE = Set.of(Dialect.ELEVENLABS, Dialect.DEEPGRAM);

  private final Config config;
  private final UpstreamClient client;
  private final MediaInliner inliner;
  private final Clock clock;

  Providers(Config config, UpstreamClient client, MediaInliner inliner, Clock clock) {
    this.config = config;
    this.client = client;
    this.inliner = inliner;
    this.clock = clock;
  }

  Egress build(AnswerBudget answers) {
    Map<String, ChatProvider> chat = new LinkedHashMap<>();
    Map<String, WorkProvider> work = new LinkedHashMap<>();
    for (Config.ConfiguredProvider configured : config.providers()) {
      ProviderConfig provider = configured.provider();
      if (!WORK_ALONE.contains(provider.vendor().dialect())) {
        chat.put(
            provider.name(),
            new WireProvider(provider, endpoint(provider), client, inliner, clock));
      }
      workProvider(provider).ifPresent(made -> work.put(provider.name(), made));
    }
    chat.put(SandboxCatalog.PROVIDER, new SandboxProvider(SandboxConfig.DEFAULT));
    work.put(SandboxCatalog.PROVIDER, new SandboxWork(SandboxConfig.DEFAULT));
    return new Egress(chat, work, voices(), answers);
  }

  private Map<String, RealtimeProvider> voices() {
    RealtimeProviders makers = new RealtimeProviders(client, clock, this::entra);
    Map<String, RealtimeProvider> voices = new LinkedHashMap<>();
    for (Config.ConfiguredProvider configured : config.providers()) {
      makers
          .of(configured.provider())
          .ifPresent(made -> voices.put(configured.provider().name(), made));
    }
    return voices;
  }

  private Optional<WorkProvider> workProvider(ProviderConfig provider) {
    return switch (provider.vendor().dialect()) {
      case OPENAI_CHAT, OPENAI_RESPONSES ->
          Optional.of(
              provider.cloud() instanceof Cloud.Azure azure
                  ? work(
                      provider.withBaseUrl(AzureWorkEndpoint.host(provider)),
                      new AzureWorkEndpoint(provider, azure, entra(provider, azure)))
                  : work(provider, new OpenAiWorkEndpoint(provider)));
      case GEMINI_GENERATE ->
          provider.cloud() instanceof Cloud.Google google
              ? Optional.of(
                  work(
                      provider.withBaseUrl(VertexWorkEndpoint.base(provider, google)),
                      new VertexWorkEndpoint(provider, google(provider, google))))
              : Optional.of(plain(provider, new GeminiWorkClient(provider.name())));
      case ELEVENLABS -> Optional.of(plain(provider, new ElevenLabsWorkClient(provider.name())));
      case DEEPGRAM -> Optional.of(plain(provider, new DeepgramWorkClient(provider.name())));
      case COHERE_CHAT -> Optional.of(plain(provider, new CohereWorkClient(provider.name())));
      case ANTHROPIC_MESSAGES,
          BEDROCK_CONVERSE,
          OLLAMA_CHAT,
          NATIVE,
          OPENAI_MEDIA,
          OPENAI_REALTIME,
          GEMINI_LIVE,
          GEMINI_INTERACTIONS ->
          Optional.empty();
    };
  }

  private WorkProvider plain(ProviderConfig provider, WorkClient codec) {
    return work(provider, new PlainWorkEndpoint(provider, codec));
  }

  private WorkProvider work(ProviderConfig provider, WorkEndpoint endpoint) {
    return new WireWorkProvider(provider, endpoint, client, inliner, clock);
  }

  private Endpoint endpoint(ProviderConfig provider) {
    return switch (provider.vendor().dialect()) {
      case OPENAI_CHAT ->
          provider.cloud() instanceof Cloud.Azure azure
              ? new AzureEndpoint(provider, azure, entra(provider, azure))
              : new OpenAiEndpoint(provider);
      case ANTHROPIC_MESSAGES -> new AnthropicEndpoint(provider);
      case GEMINI_GENERATE ->
          provider.cloud() instanceof Cloud.Google google
              ? new VertexEndpoint(provider, google, google(provider, google))
              : new GeminiEndpoint(provider);
      case OPENAI_RESPONSES -> new OpenAiResponsesEndpoint(provider);
      case BEDROCK_CONVERSE -> new BedrockEndpoint(provider, aws(provider), clock);
      case OLLAMA_CHAT -> new OllamaEndpoint(provider);
      case COHERE_CHAT -> new CohereEndpoint(provider);
      case NATIVE,
          OPENAI_MEDIA,
          OPENAI_REALTIME,
          GEMINI_LIVE,
          ELEVENLABS,
          DEEPGRAM,
          GEMINI_INTERACTIONS ->
          throw new IllegalStateException("no vendor speaks " + provider.vendor().dialect());
    };
  }

  private TokenSource google(ProviderConfig provider, Cloud.Google google) {
    return GoogleTokens.of(google.login(), new TokenRequest(provider.name(), client, clock), clock);
  }

  private static Cloud.Aws aws(ProviderConfig provider) {
    if (provider.cloud() instanceof Cloud.Aws aws) {
      return aws;
    }
    throw new IllegalStateException(provider.name() + " speaks Bedrock's dialect outside of AWS");
  }

  private @Nullable TokenSource entra(ProviderConfig provider, Cloud.Azure azure) {
    return azure.login() == null
        ? null
        : EntraTokens.of(azure.login(), new TokenRequest(provider.name(), client, clock), clock);
  }
}
