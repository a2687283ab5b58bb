package dev.switchboard.app;

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
import dev.switchboard.admin.AdminToken;
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
import dev.switchboard.ingress.FrontDoor;
import dev.switchboard.ingress.Repeats;
import dev.switchboard.ingress.ResumableStreams;
import dev.switchboard.ingress.VoiceTickets;
import dev.switchboard.journal.Journal;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.pipeline.Hedges;
import dev.switchboard.pipeline.Pipeline;
import dev.switchboard.pipeline.Seal;
import dev.switchboard.pipeline.Shadows;
import dev.switchboard.pipeline.ThoughtMemory;
import dev.switchboard.pipeline.TokenCounter;
import dev.switchboard.provider.AnswerBudget;
import dev.switchboard.realtime.OpenSessions;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.routing.Paces;
import dev.switchboard.routing.RouteBook;
import dev.switchboard.store.FreshTraces;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.store.Store;
import dev.switchboard.task.Examples;
import dev.switchboard.task.Functions;
import dev.switchboard.trace.CallMetrics;
import dev.switchboard.trace.CallSink;
import dev.switchboard.trace.TraceIds;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Builds everything: what the process consists of can be read here.
 *
 * <p>What remembers something is built once, here; what a configuration says is built again for
 * each configuration, by {@link CallPath} and {@link Surfaces}, beside what serves, and then takes
 * its place.
 */
final class Wiring {
  private static final int SCHEMA_CACHE_CHARACTERS = 8 << 20;

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
    AnswerBudget answers = new AnswerBudget(config.limits().answersBytes());
    // Callers of the sandbox ask for its failures.
    HealthBoard board =
        new HealthBoard(config.resilience(), Set.of(SandboxCatalog.PROVIDER), System::nanoTime);
    LimitBook limitBook = limits();
    BudgetWebhook webhook = new BudgetWebhook(store.budgetWarnings(), transport, ids, clock);
    webhook.configure(config.budgetWebhook());
    Catalog catalog = SandboxCatalog.added(Catalog.load());
    Treasury treasury =
        Treasury.open(
            store.budgets(applier), clock, Ids.secure(clock).next("prc_"), webhook::notice);
    Lasting lasting =
        new Lasting(
            clock,
            store,
            new FreshTraces(store.traces(), applier),
            new Books(store, journal, applier, treasury, clock),
            catalog,
            config.limits(),
            new Semaphore(config.limits().calls()),
            new OpenSessions(),
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
                new Shadows(),
                new Hedges()),
            treasury,
            limitBook,
            routes(config, catalog),
            repeats(config, pepper, answers),
            new AnswerCache(config.cache(), clock, System::nanoTime, answers));
    Gauges.watch(lasting, journal, applier);
    lasting.limitBook().configure(config.rateLimits());
    FrontDoor door = new FrontDoor(Surfaces.of(config, lasting), ids, clock);
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
          door.replace(Surfaces.of(next, lasting));
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
  private LimitBook limits() {
    LimitBook book =
        new LimitBook(store.rateLimits(), store.projects(), new RateLimits(System::nanoTime));
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

  private Pepper pepper(Config config) {
    String shared = config.secrets().keyPepper();
    return shared == null
        ? Pepper.open(config.data(), store.settings())
        : Pepper.ofHex(shared, store.settings());
  }
}
