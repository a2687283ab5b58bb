package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.Endpoint;
import dev.switchboard.provider.MediaInliner;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.WireProvider;
import dev.switchboard.provider.anthropic.AnthropicEndpoint;
import dev.switchboard.provider.gemini.GeminiEndpoint;
import dev.switchboard.provider.openai.OpenAiEndpoint;
import dev.switchboard.provider.openai.OpenAiResponsesEndpoint;
import dev.switchboard.provider.sandbox.SandboxConfig;
import dev.switchboard.provider.sandbox.SandboxProvider;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

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

  Map<String, ChatProvider> build() {
    Map<String, ChatProvider> providers = new LinkedHashMap<>();
    for (Config.ConfiguredProvider configured : config.providers()) {
      ProviderConfig provider = configured.provider();
      providers.put(
          provider.name(), new WireProvider(provider, endpoint(provider), client, inliner, clock));
    }
    providers.put(SandboxCatalog.PROVIDER, new SandboxProvider(SandboxConfig.DEFAULT));
    return providers;
  }

  private static Endpoint endpoint(ProviderConfig provider) {
    return switch (provider.vendor().dialect()) {
      case OPENAI_CHAT -> new OpenAiEndpoint(provider);
      case ANTHROPIC_MESSAGES -> new AnthropicEndpoint(provider);
      case GEMINI_GENERATE -> new GeminiEndpoint(provider);
      case OPENAI_RESPONSES -> new OpenAiResponsesEndpoint(provider);
      case NATIVE ->
          throw new IllegalStateException("no vendor speaks " + provider.vendor().dialect());
    };
  }
}
