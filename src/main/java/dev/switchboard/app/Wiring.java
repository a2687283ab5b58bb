package dev.switchboard.app;

import dev.switchboard.access.Gate;
import dev.switchboard.access.Ids;
import dev.switchboard.access.KeyIssuer;
import dev.switchboard.access.KeyMaintenance;
import dev.switchboard.access.KeyRing;
import dev.switchboard.access.Pepper;
import dev.switchboard.access.Projects;
import dev.switchboard.admin.AdminSurface;
import dev.switchboard.admin.AdminToken;
import dev.switchboard.admin.BookRoutes;
import dev.switchboard.admin.KeyRoutes;
import dev.switchboard.admin.ProjectRoutes;
import dev.switchboard.admin.ProviderRoutes;
import dev.switchboard.admin.RoutingRoutes;
import dev.switchboard.admin.SpendRoutes;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.config.Config;
import dev.switchboard.http.ProxySettings;
import dev.switchboard.http.Transport;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamConfig;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.FrontDoor;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ingress.openai.ChatCompletions;
import dev.switchboard.ingress.openai.ModelRoutes;
import dev.switchboard.ingress.openai.OpenAiSurface;
import dev.switchboard.ingress.v3.DefaultModel;
import dev.switchboard.ingress.v3.ModelCatalog;
import dev.switchboard.ingress.v3.NativeSurface;
import dev.switchboard.ingress.v3.TaskRoutes;
import dev.switchboard.ingress.v3.TraceRoutes;
import dev.switchboard.journal.Journal;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.pipeline.CatalogDirectory;
import dev.switchboard.pipeline.CatalogFacts;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.ServedProvider;
import dev.switchboard.pipeline.TokenCounter;
import dev.switchboard.provider.ChatProvider;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.sandbox.SandboxModels;
import dev.switchboard.routing.Router;
import dev.switchboard.store.FreshTraces;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.store.Store;
import dev.switchboard.task.Functions;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.trace.CallMetrics;
import dev.switchboard.trace.TraceIds;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Builds everything once, top to bottom: what the process consists of can be read here. */
final class Wiring {
  private static final int SCHEMA_CACHE_CHARACTERS = 8 << 20;

  private final Config config;
  private final Clock clock;
  private final Store store;
  private final Journal journal;
  private final JournalApplier applier;

  Wiring(Config config, Clock clock, Store store, Journal journal, JournalApplier applier) {
    this.config = config;
    this.clock = clock;
    this.store = store;
    this.journal = journal;
    this.applier = applier;
  }

  /** What a running gateway holds open beside its sockets. */
  record Parts(
      FrontDoor handler,
      KeyIssuer keys,
      KeyMaintenance maintenance,
      UpstreamClient client,
      Health health,
      AdminToken adminToken) {}

  Parts build(Transport transport, Map<String, String> environment) {
    TraceIds ids = TraceIds.fast(clock);
    Pepper pepper = pepper();
    KeyRing ring = new KeyRing(store.virtualKeys(), pepper, clock);
    KeyIssuer issuer = new KeyIssuer(store.virtualKeys(), ring, pepper, Ids.secure(clock), clock);

    UpstreamClient client =
        new UpstreamClient(
            transport,
            UpstreamConfig.DEFAULT.withProxies(ProxySettings.fromEnvironment(environment)));
    if (config.providers().stream().anyMatch(p -> isTls(p.provider()))) {
      client.prepareTls();
    }
    Map<String, ChatProvider> providers = new Providers(config, client, transport, clock).build();
    Catalog catalog = SandboxCatalog.added(Catalog.load());
    List<ServedProvider> served = served(config);
    CatalogDirectory directory =
        new CatalogDirectory(
            catalog,
            served,
            new MissingCredential(catalog)::howToConfigure,
            config.sandbox() ? SandboxCatalog.PROVIDER : null,
            config.strictResidency());
    Router router =
        new Router(config.routes(), directory, bound -> ThreadLocalRandom.current().nextInt(bound));
    CallMetrics metrics = new CallMetrics(new JournalSink(journal));
    watchBooks(metrics);
    Health health = new Health(metrics);
    Pipeline pipeline =
        new Pipeline(
            new Gate(),
            router,
            providers,
            new CatalogFacts(
                catalog,
                cataloguesByProvider(served),
                Map.of(SandboxCatalog.PROVIDER, SandboxModels.CHAT),
                "models.dev"),
            new Pipeline.Recording(metrics, config.content(), new TokenCounter(), ids, clock));

    Credentials credentials = new Credentials(ring);
    CallHeaders headers = new CallHeaders(ids);
    DefaultModel defaultModel = DefaultModelChoice.of(catalog, served, config);
    ModelCatalog models = new ModelCatalog(catalog, served, config.routes());
    CompatChat chat = new CompatChat(pipeline, headers);
    OpenAiChatServer openAiChat = new OpenAiChatServer();
    AdminToken adminToken = AdminToken.open(config.data(), config.secrets().adminToken());
    List<Surface> surfaces =
        List.of(
            health,
            new AdminSurface(adminToken, nouns(issuer, router)),
            new OpenAiSurface(
                openAiChat,
                new ChatCompletions(openAiChat, chat, credentials),
                new ModelRoutes(models::callable)),
            new NativeSurface(
                new TaskRoutes(
                    new TaskEngine(new SchemaValidator(SCHEMA_CACHE_CHARACTERS)),
                    new Functions(store.functions()),
                    pipeline,
                    credentials,
                    headers,
                    defaultModel),
                models,
                new TraceRoutes(new FreshTraces(store.traces(), applier), credentials)));
    return new Parts(
        new FrontDoor(draining(surfaces, health), ids, clock),
        issuer,
        KeyMaintenance.start(ring),
        client,
        health,
        adminToken);
  }

  private static boolean isTls(ProviderConfig provider) {
    return "https".equals(provider.baseUrl().getScheme());
  }

  private void watchBooks(CallMetrics metrics) {
    metrics.watch(
        "switchboard_journal_bytes",
        "the journal's segments on disk",
        () -> journal.status().bytes());
    metrics.watch(
        "switchboard_journal_limit_bytes",
        "what the segments may take together",
        () -> journal.status().maxBytes());
    metrics.watch(
        "switchboard_journal_lag_bytes",
        "of the journal that the database does not have yet",
        () -> applier.status().lagBytes());
    metrics.watch(
        "switchboard_records_put_aside",
        "records since the start that could not become rows",
        () -> applier.status().rejected());
  }

  private Pepper pepper() {
    String shared = config.secrets().keyPepper();
    return shared == null
        ? Pepper.open(config.data(), store.settings())
        : Pepper.ofHex(shared, store.settings());
  }

  private static List<Surface> draining(List<Surface> surfaces, Health health) {
    return surfaces.stream()
        .<Surface>map(s -> s == health ? s : new Draining(s, health::isStopping))
        .toList();
  }

  /** What can be managed, one line per noun. */
  private List<AdminSurface.Noun> nouns(KeyIssuer issuer, Router router) {
    Projects projects = store.projects();
    return List.of(
        new ProjectRoutes(projects, Ids.secure(clock), clock),
        new KeyRoutes(store.virtualKeys(), issuer, projects, clock),
        new ProviderRoutes(AdminProviders.of(config)),
        new dev.switchboard.admin.TraceRoutes(new FreshTraces(store.traces(), applier), projects),
        new BookRoutes(new Books(store, journal, applier, clock)),
        new RoutingRoutes(router),
        new SpendRoutes(store.spend(), projects, clock));
  }

  /** The configured providers in their order, the sandbox last. */
  static List<ServedProvider> served(Config config) {
    List<ServedProvider> served = new ArrayList<>();
    for (Config.ConfiguredProvider configured : config.providers()) {
      var provider = configured.provider();
      served.add(
          new ServedProvider(provider.name(), provider.vendor().catalogue(), provider.region()));
    }
    served.add(new ServedProvider(SandboxCatalog.PROVIDER, List.of(SandboxCatalog.PROVIDER), null));
    return List.copyOf(served);
  }

  private static Map<String, List<String>> cataloguesByProvider(List<ServedProvider> served) {
    return served.stream()
        .collect(Collectors.toUnmodifiableMap(ServedProvider::name, ServedProvider::catalogues));
  }
}
