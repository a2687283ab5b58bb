package dev.switchboard.app;

import dev.switchboard.access.Forecast;
import dev.switchboard.access.Gate;
import dev.switchboard.access.Ids;
import dev.switchboard.access.KeyIssuer;
import dev.switchboard.access.KeyMaintenance;
import dev.switchboard.access.KeyRing;
import dev.switchboard.access.LimitBook;
import dev.switchboard.access.Pepper;
import dev.switchboard.access.Project;
import dev.switchboard.access.Projects;
import dev.switchboard.access.RateLimits;
import dev.switchboard.access.Treasury;
import dev.switchboard.admin.AdminSurface;
import dev.switchboard.admin.AdminToken;
import dev.switchboard.admin.BookRoutes;
import dev.switchboard.admin.BudgetRoutes;
import dev.switchboard.admin.KeyRoutes;
import dev.switchboard.admin.ProjectRoutes;
import dev.switchboard.admin.ProviderRoutes;
import dev.switchboard.admin.RateLimitRoutes;
import dev.switchboard.admin.RouteRoutes;
import dev.switchboard.admin.RoutingRoutes;
import dev.switchboard.admin.SimulationRoutes;
import dev.switchboard.admin.SpendRoutes;
import dev.switchboard.catalog.Catalog;
import dev.switchboard.config.Config;
import dev.switchboard.config.RouteText;
import dev.switchboard.http.AddressPolicy;
import dev.switchboard.http.ProxySettings;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.http.Transport;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamConfig;
import dev.switchboard.ingress.AnswerCache;
import dev.switchboard.ingress.BackgroundRuns;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.CallableModels;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.CompatCount;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.FrontDoor;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ingress.Repeats;
import dev.switchboard.ingress.ResumableStreams;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ingress.VoiceTickets;
import dev.switchboard.ingress.anthropic.AnthropicSurface;
import dev.switchboard.ingress.anthropic.Messages;
import dev.switchboard.ingress.gemini.CountTokens;
import dev.switchboard.ingress.gemini.GeminiSurface;
import dev.switchboard.ingress.gemini.GenerateContent;
import dev.switchboard.ingress.gemini.Interactions;
import dev.switchboard.ingress.gemini.LiveRoutes;
import dev.switchboard.ingress.gemini.LiveTokens;
import dev.switchboard.ingress.gemini.ModelWork;
import dev.switchboard.ingress.openai.ChatCompletions;
import dev.switchboard.ingress.openai.ModelRoutes;
import dev.switchboard.ingress.openai.OpenAiSurface;
import dev.switchboard.ingress.openai.Responses;
import dev.switchboard.ingress.openai.WorkModels;
import dev.switchboard.ingress.openai.WorkRoutes;
import dev.switchboard.ingress.v3.DefaultModel;
import dev.switchboard.ingress.v3.Engines;
import dev.switchboard.ingress.v3.ExampleRoutes;
import dev.switchboard.ingress.v3.FunctionRoutes;
import dev.switchboard.ingress.v3.ModelCatalog;
import dev.switchboard.ingress.v3.NativeSurface;
import dev.switchboard.ingress.v3.RealtimeRoutes;
import dev.switchboard.ingress.v3.ShownExamples;
import dev.switchboard.ingress.v3.TaskOutline;
import dev.switchboard.ingress.v3.TaskRoutes;
import dev.switchboard.ingress.v3.TraceRoutes;
import dev.switchboard.journal.Journal;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.pipeline.CatalogDirectory;
import dev.switchboard.pipeline.CatalogFacts;
import dev.switchboard.pipeline.ContentPolicy;
import dev.switchboard.pipeline.Egress;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.Seal;
import dev.switchboard.pipeline.ServedProvider;
import dev.switchboard.pipeline.Shadows;
import dev.switchboard.pipeline.Simulator;
import dev.switchboard.pipeline.ThoughtMemory;
import dev.switchboard.pipeline.TokenCounter;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.provider.MediaInliner;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.sandbox.SandboxModels;
import dev.switchboard.realtime.OpenSessions;
import dev.switchboard.realtime.RealtimeSessions;
import dev.switchboard.realtime.VoiceModels;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Paces;
import dev.switchboard.routing.Ranking;
import dev.switchboard.routing.RouteBook;
import dev.switchboard.routing.Router;
import dev.switchboard.store.FreshTraces;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.store.Store;
import dev.switchboard.task.Examples;
import dev.switchboard.task.Functions;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.media.MediaEngine;
import dev.switchboard.trace.CallMetrics;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.TraceIds;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Builds everything, top to bottom: what the process consists of can be read here.
 *
 * <p>What remembers something is built once; what the configuration says is built again for each
 * configuration, beside what serves, and then takes its place.
 */
final class Wiring {
  private static final int SCHEMA_CACHE_CHARACTERS = 8 << 20;

  /** A session with the sandbox costs nothing, whatever is configured. */
  private static final VoiceModels SANDBOX_VOICES =
      new VoiceModels(
          SandboxCatalog.PROVIDER + "/" + SandboxModels.TRANSCRIBE,
          SandboxCatalog.PROVIDER + "/" + SandboxModels.SPEECH);

  private final Clock clock;
  private final Store store;
  private final Journal journal;
  private final JournalApplier applier;
  private final CallSink books;

  /**
   * @param books where calls are put on record
   */
  Wiring(Clock clock, Store store, Journal journal, JournalApplier applier, CallSink books) {
    this.books = books;
    this.clock = clock;
    this.store = store;
    this.journal = journal;
    this.applier = applier;
  }

  /**
   * What a running gateway holds open beside its sockets.
   *
   * @param reconfigure takes over what can be changed while it runs
   */
  record Parts(
      FrontDoor handler,
      Consumer<Config> reconfigure,
      KeyIssuer keys,
      KeyMaintenance maintenance,
      UpstreamClient client,
      Health health,
      AdminToken adminToken,
      OpenSessions voices,
      BackgroundRuns runs,
      Upkeep upkeep,
      Treasury treasury,
      Shadows shadows,
      BudgetWebhook webhook) {}

  /** What stays through every configuration. */
  private record Lasting(
      Catalog catalog,
      Config.Limits limits,
      Semaphore calls,
      OpenSessions voices,
      VoiceTickets tickets,
      AnswerBudget answers,
      TraceIds ids,
      CallHeaders headers,
      KeyRing ring,
      KeyIssuer issuer,
      AdminToken adminToken,
      UpstreamClient client,
      SafeFetcher fetcher,
      CallMetrics metrics,
      Health health,
      TokenCounter tokens,
      BackgroundRuns runs,
      ResumableStreams resumable,
      SchemaValidator validator,
      Functions functions,
      Examples examples,
      Pipeline.Remembered remembered,
      Treasury treasury,
      LimitBook limitBook,
      RouteBook routes,
      Repeats repeats,
      AnswerCache cache) {}

  Parts build(Config config, Transport transport, Map<String, String> environment) {
    TraceIds ids = TraceIds.fast(clock);
    Pepper pepper = pepper(config);
    KeyRing ring = new KeyRing(store.virtualKeys(), pepper, clock);
    KeyIssuer issuer = new KeyIssuer(store.virtualKeys(), ring, pepper, Ids.secure(clock), clock);
    UpstreamClient client =
        new UpstreamClient(
            transport,
            UpstreamConfig.DEFAULT.withProxies(ProxySettings.fromEnvironment(environment)));
    CallMetrics metrics = new CallMetrics(books);
    watchBooks(metrics);
    AnswerBudget answers = new AnswerBudget(config.limits().answersBytes());
    metrics.watch(
        "switchboard_answers_held_bytes",
        "of providers' answers held for all callers together",
        answers::held);
    // Callers of the sandbox ask for its failures.
    HealthBoard board =
        new HealthBoard(config.resilience(), Set.of(SandboxCatalog.PROVIDER), System::nanoTime);
    watchTargets(metrics, board);
    LimitBook limitBook = limits(metrics);
    BudgetWebhook webhook = new BudgetWebhook(store.budgetWarnings(), transport, ids, clock);
    webhook.configure(config.budgetWebhook());
    Catalog catalog = SandboxCatalog.added(Catalog.load());
    Lasting lasting =
        new Lasting(
            catalog,
            config.limits(),
            new Semaphore(config.limits().calls()),
            voices(metrics),
            new VoiceTickets(ring, new SecureRandom(), clock),
            answers,
            ids,
            new CallHeaders(ids, limitBook.limits()),
            ring,
            issuer,
            AdminToken.open(config.data(), config.secrets().adminToken()),
            client,
            new SafeFetcher(
                transport,
                UpstreamConfig.DEFAULT.withPolicy(AddressPolicy.publicAnd(config.media().allow())),
                config.media().limits()),
            metrics,
            new Health(metrics, applier::status),
            new TokenCounter(),
            BackgroundRuns.start(store.turns(), clock),
            new ResumableStreams(ids, Math.max(4 << 20, Runtime.getRuntime().maxMemory() / 64)),
            new SchemaValidator(SCHEMA_CACHE_CHARACTERS),
            new Functions(store.functions()),
            new Examples(store.examples()),
            new Pipeline.Remembered(
                new ThoughtMemory(
                    store.thoughts(),
                    new Seal(pepper.derive("thoughts"), new SecureRandom()),
                    clock),
                board,
                new Paces(System::nanoTime),
                shadows(metrics)),
            Treasury.open(
                store.budgets(applier), clock, Ids.secure(clock).next("prc_"), webhook::notice),
            limitBook,
            routes(config, catalog),
            repeats(config, pepper, answers),
            cache(config, metrics, answers));
    lasting.limitBook().configure(config.rateLimits());
    FrontDoor door = new FrontDoor(surfaces(config, lasting), ids, clock);
    return new Parts(
        door,
        next -> {
          board.replace(next.resilience());
          lasting.limitBook().configure(next.rateLimits());
          lasting
              .routes()
              .configure(next.routes(), new RouteText(next.providers(), lasting.catalog()));
          webhook.configure(next.budgetWebhook());
          lasting.cache().replace(next.cache());
          door.replace(surfaces(next, lasting));
        },
        issuer,
        KeyMaintenance.start(ring),
        client,
        lasting.health(),
        lasting.adminToken(),
        lasting.voices(),
        lasting.runs(),
        Upkeep.start(
            List.of(
                new Upkeep.Task("rate limits", 1_000, lasting.limitBook()::refresh),
                new Upkeep.Task("routes", 1_000, lasting.routes()::refresh),
                new Upkeep.Task("budgets", 1_000, lasting.treasury()::refresh),
                new Upkeep.Task("warnings of budgets", 1_000, webhook::run),
                new Upkeep.Task(
                    "answers to repeat",
                    60_000,
                    () -> store.repeatedAnswers().sweep(clock.instant())))),
        lasting.treasury(),
        lasting.remembered().shadows(),
        webhook);
  }

  private List<Surface> surfaces(Config config, Lasting lasting) {
    if (config.providers().stream().anyMatch(p -> isTls(p.provider()))) {
      lasting.client().prepareTls();
    }
    Catalog catalog = lasting.catalog();
    TraceIds ids = lasting.ids();
    Egress egress =
        new Providers(config, lasting.client(), new MediaInliner(lasting.fetcher()), clock)
            .build(lasting.answers());
    List<ServedProvider> served = served(config);
    CatalogDirectory directory =
        new CatalogDirectory(
            catalog,
            served,
            new MissingCredential(catalog)::howToConfigure,
            config.sandbox() ? SandboxCatalog.PROVIDER : null,
            config.strictResidency());
    CatalogFacts facts =
        new CatalogFacts(
            catalog,
            cataloguesByProvider(served),
            Map.of(SandboxCatalog.PROVIDER, SandboxModels.CHAT),
            catalog.source());
    Router router =
        new Router(
            lasting.routes(),
            directory,
            facts,
            new Ranking(facts::listPrice, lasting.remembered().paces()),
            bound -> ThreadLocalRandom.current().nextInt(bound));
    Pipeline pipeline =
        new Pipeline(
            new Gate(lasting.limitBook().limits()),
            router,
            egress,
            facts,
            new Pipeline.Recording(
                lasting.metrics(), config.content(), lasting.tokens(), ids, clock),
            lasting.remembered(),
            lasting.treasury());

    Credentials credentials = new Credentials(lasting.ring(), lasting.limitBook().limits());
    CallHeaders headers = lasting.headers();
    TaskEngine tasks = new TaskEngine(lasting.validator());
    Engines engines =
        new Engines(
            tasks,
            new MediaEngine(
                tasks,
                DefaultModelChoice.media(catalog, served, config, egress),
                lasting.fetcher()));
    DefaultModel defaultModel = DefaultModelChoice.of(catalog, served, config);
    ModelCatalog models = new ModelCatalog(catalog, served, lasting.routes()::all);
    CompatChat chat = new CompatChat(pipeline, headers, lasting.cache());
    CompatWork work = new CompatWork(pipeline, headers, lasting.cache());
    WorkModels workModels = DefaultModelChoice.work(catalog, served, config);
    RealtimeSessions voices =
        new RealtimeSessions(
            pipeline,
            ids,
            clock,
            model ->
                model.startsWith(SandboxCatalog.PROVIDER + "/")
                    ? SANDBOX_VOICES
                    : new VoiceModels(workModels.transcription(), workModels.speech()),
            config.realtime(),
            lasting.voices());
    OpenAiChatServer openAiChat = new OpenAiChatServer();
    AnthropicServer anthropic = new AnthropicServer();
    CallableModels named =
        new CallableModels(
            models::callable, name -> router.plan(List.of(name)).targets().getFirst().id());
    List<Surface> callable =
        List.of(
            new AnthropicSurface(
                anthropic,
                new Messages(anthropic, chat, new CompatCount(pipeline, headers), credentials),
                new dev.switchboard.ingress.anthropic.ModelRoutes(named)),
            new GeminiSurface(
                new GenerateContent(chat, credentials),
                new CountTokens(new CompatCount(pipeline, headers), credentials),
                new ModelWork(work, credentials),
                new dev.switchboard.ingress.gemini.ModelRoutes(named),
                Interactions.of(
                    chat, credentials, kept(Interactions.WORDS, config), lasting.runs()),
                new LiveRoutes(
                    voices,
                    config.realtime(),
                    new LiveTokens(credentials, lasting.tickets(), clock),
                    headers)),
            new OpenAiSurface(
                openAiChat,
                new ChatCompletions(openAiChat, chat, credentials),
                new WorkRoutes(work, credentials, workModels),
                new ModelRoutes(named),
                Responses.of(
                    chat,
                    credentials,
                    kept(KeptTurns.Words.RESPONSES, config),
                    lasting.runs(),
                    new CompatCount(pipeline, headers),
                    lasting.tokens(),
                    exchange -> Incoming.now(exchange, lasting.ids().requestId(), clock)),
                new dev.switchboard.ingress.openai.RealtimeRoutes(
                    voices, credentials, lasting.tickets(), headers)),
            new NativeSurface(
                new TaskRoutes(
                    engines,
                    lasting.functions(),
                    pipeline,
                    credentials,
                    headers,
                    defaultModel,
                    new ShownExamples(
                        lasting.examples(),
                        pipeline,
                        ids,
                        DefaultModelChoice.embedding(catalog, served, config),
                        clock),
                    lasting.cache()),
                new FunctionRoutes(
                    lasting.functions(),
                    tasks,
                    credentials,
                    new ExampleRoutes(lasting.functions(), lasting.examples(), tasks, credentials)),
                models,
                new TraceRoutes(new FreshTraces(store.traces(), applier), credentials),
                new RealtimeRoutes(
                    voices,
                    lasting.functions(),
                    credentials,
                    lasting.tickets(),
                    headers,
                    defaultModel)));
    TaskOutline outline = new TaskOutline(engines, lasting.functions(), defaultModel);
    SimulationRoutes simulation =
        new SimulationRoutes(
            new Simulator(
                router,
                egress,
                facts,
                lasting.remembered(),
                new Forecast(lasting.limitBook().limits(), lasting.treasury())),
            new SimulatedBodies(outline),
            store.projects(),
            store.virtualKeys(),
            clock);
    Surface admin = new AdminSurface(lasting.adminToken(), nouns(config, lasting, simulation));
    return guarded(lasting, admin, credentials, callable);
  }

  private KeptTurns kept(KeptTurns.Words words, Config config) {
    return new KeptTurns(words, store.turns(), config.content() == ContentPolicy.FULL, clock);
  }

  /** Operators are let in when callers are not. */
  private static List<Surface> guarded(
      Lasting lasting, Surface admin, Credentials credentials, List<Surface> callable) {
    Health health = lasting.health();
    List<Surface> surfaces = new ArrayList<>();
    surfaces.add(health);
    surfaces.add(new Draining(admin, health::isStopping));
    for (Surface surface : callable) {
      Surface resuming =
          lasting
              .resumable()
              .over(new Repeatable(surface, lasting.repeats(), credentials), credentials);
      Surface bounded = new Bounded(resuming, lasting.calls(), lasting.limits().calls());
      surfaces.add(new Draining(bounded, health::isStopping));
    }
    return List.copyOf(surfaces);
  }

  private AnswerCache cache(Config config, CallMetrics metrics, AnswerBudget answers) {
    AnswerCache cache = new AnswerCache(config.cache(), clock, System::nanoTime, answers);
    metrics.watch("switchboard_cache_held_bytes", "of answers that are given again", cache::held);
    return cache;
  }

  /** Answers for callers who come again; what was under way when the process ended is given up. */
  private Repeats repeats(Config config, Pepper pepper, AnswerBudget answers) {
    store.repeatedAnswers().releaseAll(journal.id());
    return new Repeats(
        store.repeatedAnswers(),
        new Seal(pepper.derive("repeated answers"), new SecureRandom()),
        clock,
        new Repeats.Settings(journal.id(), config.resilience().deadline().plusMinutes(1), answers));
  }

  /** The rate limits, those of the database read. */
  private LimitBook limits(CallMetrics metrics) {
    RateLimits limits = new RateLimits(System::nanoTime);
    metrics.watch(
        "switchboard_rate_limit_counts",
        "counts of rate limits that are not at nothing",
        limits::counts);
    LimitBook book = new LimitBook(store.rateLimits(), store.projects(), limits);
    book.refresh();
    return book;
  }

  /** The routes, those of the database read. */
  private RouteBook routes(Config config, Catalog catalog) {
    Projects projects = store.projects();
    RouteBook book =
        new RouteBook(
            store.routes(),
            named -> projects.find(named).or(() -> projects.findByName(named)).map(Project::id));
    book.configure(config.routes(), new RouteText(config.providers(), catalog));
    book.refresh();
    return book;
  }

  private static boolean isTls(ProviderConfig provider) {
    return "https".equals(provider.baseUrl().getScheme());
  }

  private static Shadows shadows(CallMetrics metrics) {
    Shadows shadows = new Shadows();
    metrics.watch("switchboard_shadows_running", "copies of calls under way", shadows::running);
    metrics.count(
        "switchboard_shadows_made", "copies of calls sent since the start", shadows::made);
    metrics.count(
        "switchboard_shadows_dropped",
        "copies of calls that were drawn since the start and not sent",
        shadows::dropped);
    return shadows;
  }

  private static OpenSessions voices(CallMetrics metrics) {
    OpenSessions voices = new OpenSessions();
    metrics.watch("switchboard_voice_sessions_open", "voice sessions", voices::count);
    metrics.watch(
        "switchboard_voice_held_bytes",
        "of sound, speech and words that wait in voice sessions",
        voices::heldBytes);
    return voices;
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
    metrics.count(
        "switchboard_records_put_aside",
        "records since the start that could not become rows",
        () -> applier.status().rejected());
  }

  private static void watchTargets(CallMetrics metrics, HealthBoard board) {
    metrics.watch(
        "switchboard_circuits_open",
        "targets that are left alone because they fail, those being tried included",
        () -> board.count(s -> s.state().equals("open") || s.state().equals("half_open")));
    metrics.watch(
        "switchboard_targets_barred",
        "targets that are left alone because of their rate limit",
        () -> board.count(s -> s.state().equals("barred")));
    metrics.count(
        "switchboard_circuit_openings",
        "how often circuits have opened since the start",
        board::openings);
    metrics.watch(
        "switchboard_calls_queued", "calls that wait for a place at a target", board::waiting);
  }

  private Pepper pepper(Config config) {
    String shared = config.secrets().keyPepper();
    return shared == null
        ? Pepper.open(config.data(), store.settings())
        : Pepper.ofHex(shared, store.settings());
  }

  /** What can be managed, one line per noun. */
  private List<AdminSurface.Noun> nouns(
      Config config, Lasting lasting, SimulationRoutes simulation) {
    Projects projects = store.projects();
    return List.of(
        new ProjectRoutes(projects, Ids.secure(clock), clock),
        new KeyRoutes(store.virtualKeys(), lasting.issuer(), projects, clock),
        new ProviderRoutes(AdminProviders.of(config)),
        new dev.switchboard.admin.TraceRoutes(new FreshTraces(store.traces(), applier), projects),
        new BookRoutes(new Books(store, journal, applier, lasting.treasury(), clock)),
        new RoutingRoutes(lasting.remembered().health()),
        simulation,
        new RouteRoutes(lasting.routes(), clock),
        new SpendRoutes(store.spend(), projects, clock),
        new RateLimitRoutes(
            lasting.limitBook(), projects, store.virtualKeys(), Ids.secure(clock), clock),
        new BudgetRoutes(
            lasting.treasury(), projects, store.virtualKeys(), Ids.secure(clock), clock));
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
