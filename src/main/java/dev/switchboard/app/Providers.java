package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.pipeline.Egress;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.MediaInliner;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.WireProvider;
import dev.switchboard.provider.WireWorkProvider;
import dev.switchboard.provider.WorkEndpoint;
import dev.switchboard.provider.WorkProvider;
import dev.switchboard.provider.anthropic.AnthropicEndpoint;
import dev.switchboard.provider.gemini.GeminiEndpoint;
import dev.switchboard.provider.gemini.GeminiWorkEndpoint;
import dev.switchboard.provider.openai.OpenAiEndpoint;
import dev.switchboard.provider.openai.OpenAiResponsesEndpoint;
import dev.switchboard.provider.openai.OpenAiWorkEndpoint;
import dev.switchboard.provider.sandbox.SandboxConfig;
import dev.switchboard.provider.sandbox.SandboxProvider;
import dev.switchboard.provider.sandbox.SandboxWork;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a provider of each configured one; one line per dialect. */
final class Providers {
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

  Egress build() {
    Map<String, ChatProvider> chat = new LinkedHashMap<>();
    Map<String, WorkProvider> work = new LinkedHashMap<>();
    for (Config.ConfiguredProvider configured : config.providers()) {
      ProviderConfig provider = configured.provider();
      chat.put(
          provider.name(), new WireProvider(provider, endpoint(provider), client, inliner, clock));
      workEndpoint(provider)
          .ifPresent(endpoint ->
              work.put(
                  provider.name(),
                  new WireWorkProvider(provider, endpoint, client, inliner, clock)));
    }
    chat.put(SandboxCatalog.PROVIDER, new SandboxProvider(SandboxConfig.DEFAULT));
    work.put(SandboxCatalog.PROVIDER, new SandboxWork(SandboxConfig.DEFAULT));
    return new Egress(chat, work);
  }

  private static Optional<WorkEndpoint> workEndpoint(ProviderConfig provider) {
    return switch (provider.vendor().dialect()) {
      case OPENAI_CHAT, OPENAI_RESPONSES -> Optional.of(new OpenAiWorkEndpoint(provider));
      case GEMINI_GENERATE -> Optional.of(new GeminiWorkEndpoint(provider));
      case ANTHROPIC_MESSAGES, NATIVE, OPENAI_MEDIA -> Optional.empty();
    };
  }

  private static Endpoint endpoint(ProviderConfig provider) {
    return switch (provider.vendor().dialect()) {
      case OPENAI_CHAT -> new OpenAiEndpoint(provider);
      case ANTHROPIC_MESSAGES -> new AnthropicEndpoint(provider);
      case GEMINI_GENERATE -> new GeminiEndpoint(provider);
      case OPENAI_RESPONSES -> new OpenAiResponsesEndpoint(provider);
      case NATIVE, OPENAI_MEDIA ->
          throw new IllegalStateException("no vendor speaks " + provider.vendor().dialect());
    };
  }
}
