package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.http.HttpServer;
import dev.switchboard.http.ServerConfig;
import dev.switchboard.http.TlsFiles;
import dev.switchboard.http.Transport;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.store.Store;
import dev.switchboard.store.StoreConfig;
import dev.switchboard.trace.CallSink;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway that runs: from the data folder's lock to the open port. */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration STOP_GRACE = Duration.ofSeconds(25);
  private static final Duration LAST_GRACE = Duration.ofSeconds(2);
  private static final long POLL_NANOS = 20_000_000;
  private static final Duration APPLY_GRACE = Duration.ofSeconds(5);

  private final Config config;
  private final Store store;
  private final Journal journal;
  private final JournalApplier applier;
  private final Transport transport;
  private final Wiring.Parts parts;
  private final HttpServer server;
  private final Optional<FirstStart.Welcome> welcome;
  private final AtomicReference<@Nullable ConfigWatch> watch = new AtomicReference<>();

  private Gateway(
      Config config,
      Store store,
      Journal journal,
      JournalApplier applier,
      Transport transport,
      Wiring.Parts parts,
      HttpServer server,
      Optional<FirstStart.Welcome> welcome) {
    this.config = config;
    this.store = store;
    this.journal = journal;
    this.applier = applier;
    this.transport = transport;
    this.parts = parts;
    this.server = server;
    this.welcome = welcome;
  }

  /**
   * Starts a gateway; what was opened is closed again when a later step fails.
   *
   * @param environment for proxies
   * @throws dev.switchboard.journal.JournalLockedException when another process has the folder
   * @throws dev.switchboard.store.StoreException when the database cannot be used
   * @throws dev.switchboard.http.BindException when the port cannot be had
   */
  public static Gateway start(Config config, Map<String, String> environment, Clock clock) {
    return start(config, environment, clock, JournalSink::new);
  }

  /**
   * The same with another place for what calls leave behind, so that what the books cost can be
   * measured; no setting leads here.
   */
  static Gateway start(
      Config config,
      Map<String, String> environment,
      Clock clock,
      Function<Journal, CallSink> books) {
    try (Undo undo = new Undo()) {
      DataFolder.prepare(config.data());
      Path folder = config.data().resolve("journal");
      Journal journal =
          undo.add(
              Journal.open(JournalConfig.in(folder).withReaders(Set.of(JournalApplier.READER))));
      Store store =
          undo.add(Store.open(new StoreConfig(config.data(), config.databaseUrl()), clock));
      JournalApplier applier = undo.add(JournalApplier.start(store, journal, clock));
      Transport transport = undo.add(Transport.open());
      FirstStart.project(store, clock);
      Wiring.Parts parts =
          new Wiring(clock, store, journal, applier, books.apply(journal))
              .build(config, transport, environment);
      undo.add(parts.client());
      undo.add(parts.maintenance());
      undo.add(parts.runs());
      undo.add(parts.treasury());
      undo.add(parts.shadows());
      undo.add(parts.webhook());
      undo.add(parts.upkeep());
      FirstStart first = new FirstStart(store, parts.keys(), config, clock);
      boolean adopted = first.prepare();
      HttpServer server =
          undo.add(HttpServer.start(transport, serverConfig(config), parts.handler()));
      Optional<FirstStart.Welcome> welcome =
          adopted ? Optional.of(new FirstStart.Welcome(Optional.empty())) : first.issue();
      parts.health().started(server);
      undo.keep();
      return new Gateway(config, store, journal, applier, transport, parts, server, welcome);
    }
  }

  /**
   * Follows the configuration's file from now on: a change is taken over when it is valid, and
   * refused, with the old one kept, when it is not; the log says which.
   *
   * @param read the whole configuration, from flags, environment and file
   */
  void follow(ConfigWatch file, Supplier<Config> read) {
    watch.set(file);
    file.start(() -> reconfigure(read.get()));
  }

  /**
   * Takes over another configuration for the calls that begin from now on.
   *
   * @return the top-level keys whose change needs another start
   */
  private List<String> reconfigure(Config next) {
    parts.reconfigure().accept(next);
    List<String> later = new ArrayList<>();
    if (!next.server().equals(config.server())) {
      later.add("server");
    }
    if (!next.data().equals(config.data())) {
      later.add("data");
    }
    if (!Objects.equals(next.databaseUrl(), config.databaseUrl())) {
      later.add("database");
    }
    if (!next.limits().equals(config.limits())) {
      later.add("limits");
    }
    if (!next.media().equals(config.media())) {
      later.add("media");
    }
    return later;
  }

  /** The port that callers reach. */
  public int port() {
    return server.port();
  }

  /** What to tell once, at the first start; empty at later ones. */
  Optional<FirstStart.Welcome> welcome() {
    return welcome;
  }

  /** Every operation that callers and operators have, as method and path template. */
  List<String> operations() {
    return parts.handler().operations();
  }

  /** Where the admin credential was read. */
  String adminToken() {
    return parts.adminToken().source();
  }

  /**
   * Stops: readiness goes red, running answers finish within a bound, those that do not are told
   * that they end here, the books are closed.
   */
  @Override
  public void close() {
    close(STOP_GRACE);
  }

  /** The same with another bound; no setting leads here. */
  void close(Duration grace) {
    parts.health().stopping();
    parts.voices().stop();
    ConfigWatch watching = watch.get();
    if (watching != null) {
      watching.close();
    }
    long deadline = System.nanoTime() + grace.toNanos();
    while (isAnswering() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    parts.handler().stop();
    parts.runs().stop();
    server.close(LAST_GRACE);
    parts.runs().close();
    parts.shadows().close();
    parts.client().close();
    parts.upkeep().close();
    parts.webhook().close();
    parts.maintenance().close();
    transport.close();
    try {
      parts.treasury().close();
    } catch (RuntimeException e) {
      LOG.warn("what is left of budgets cannot be given back: {}", e.toString());
    }
    try {
      applier.awaitAll(APPLY_GRACE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    applier.close();
    journal.close();
    store.close();
  }

  private boolean isAnswering() {
    return server.runningExchanges() > 0 || parts.runs().running() > 0;
  }

  private static ServerConfig serverConfig(Config config) {
    Config.Server wanted = config.server();
    ServerConfig server =
        ServerConfig.of(wanted.host(), wanted.port())
            .withMaxBodyBytes(config.limits().bodyBytes())
            .withMaxHeldBodyBytes(config.limits().bodiesBytes())
            .withMaxConnections(config.limits().streams())
            .withSilence(wanted.streamPing());
    Path certificate = wanted.certificate();
    Path key = wanted.key();
    return certificate == null || key == null
        ? server
        : server.withTls(new TlsFiles(certificate, key));
  }
}
