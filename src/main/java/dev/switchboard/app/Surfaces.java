package dev.switchboard.app;

import dev.switchboard.access.Forecast;
import dev.switchboard.access.Ids;
import dev.switchboard.access.Projects;
import dev.switchboard.admin.AdminSurface;
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
import dev.switchboard.config.Config;
import dev.switchboard.ingress.CallHeaders;
import dev.switchboard.ingress.CallableModels;
import dev.switchboard.ingress.CompatChat;
import dev.switchboard.ingress.CompatCount;
import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ingress.Surface;
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
import dev.switchboard.pipeline.ContentPolicy;
import dev.switchboard.pipeline.Simulator;
import dev.switchboard.provider.sandbox.SandboxModels;
import dev.switchboard.realtime.RealtimeSessions;
import dev.switchboard.realtime.VoiceModels;
import dev.switchboard.store.Store;
import dev.switchboard.task.TaskEngine;
import dev.switchboard.task.media.MediaEngine;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The surfaces, as one configuration says. */
final class Surfaces {
  /** A session with the sandbox costs nothing, whatever is configured. */
  private static final VoiceModels SANDBOX_VOICES =
      new VoiceModels(
          SandboxCatalog.PROVIDER + "/" + SandboxModels.TRANSCRIBE,
          SandboxCatalog.PROVIDER + "/" + SandboxModels.SPEECH);

  private final Config config;
  private final Lasting lasting;
  private final CallPath path;
  private final Credentials credentials;
  private final CallHeaders headers;
  private final CompatChat chat;
  private final CompatWork work;
  private final ModelCatalog models;
  private final CallableModels callable;
  private final DefaultModel defaultModel;
  private final WorkModels workModels;
  private final Engines engines;
  private final RealtimeSessions voices;

  private Surfaces(Config config, Lasting lasting, CallPath path) {
    this.config = config;
    this.lasting = lasting;
    this.path = path;
    credentials = new Credentials(lasting.ring(), lasting.limitBook().limits());
    headers = lasting.headers();
    chat = new CompatChat(path.pipeline(), headers, lasting.cache());
    work = new CompatWork(path.pipeline(), headers, lasting.cache());
    models = new ModelCatalog(lasting.catalog(), path.served(), lasting.routes()::all);
    callable =
        new CallableModels(
            models::callable, name -> path.router().plan(List.of(name)).targets().getFirst().id());
    defaultModel = DefaultModelChoice.of(lasting.catalog(), path.served(), config);
    workModels = DefaultModelChoice.work(lasting.catalog(), path.served(), config);
    TaskEngine tasks = new TaskEngine(lasting.validator());
    engines =
        new Engines(
            tasks,
            new MediaEngine(
                tasks,
                DefaultModelChoice.media(lasting.catalog(), path.served(), config, path.egress()),
                lasting.fetcher()));
    voices =
        new RealtimeSessions(
            path.pipeline(),
            lasting.ids(),
            lasting.clock(),
            model ->
                model.startsWith(SandboxCatalog.PROVIDER + "/")
                    ? SANDBOX_VOICES
                    : new VoiceModels(workModels.transcription(), workModels.speech()),
            config.realtime(),
            lasting.voices());
  }

  /** All of them. */
  static List<Surface> of(Config config, Lasting lasting) {
    Surfaces surfaces = new Surfaces(config, lasting, CallPath.of(config, lasting));
    return surfaces.guarded(
        surfaces.admin(),
        List.of(surfaces.anthropic(), surfaces.gemini(), surfaces.openAi(), surfaces.ours()));
  }

  private Surface anthropic() {
    AnthropicServer codec = new AnthropicServer();
    return new AnthropicSurface(
        codec,
        new Messages(codec, chat, new CompatCount(path.pipeline(), headers), credentials),
        new dev.switchboard.ingress.anthropic.ModelRoutes(callable));
  }

  private Surface gemini() {
    return new GeminiSurface(
        new GenerateContent(chat, credentials),
        new CountTokens(new CompatCount(path.pipeline(), headers), credentials),
        new ModelWork(work, credentials),
        new dev.switchboard.ingress.gemini.ModelRoutes(callable),
        Interactions.of(chat, credentials, kept(Interactions.WORDS), lasting.runs()),
        new LiveRoutes(
            voices,
            config.realtime(),
            new LiveTokens(credentials, lasting.tickets(), lasting.clock()),
            headers));
  }

  private Surface openAi() {
    OpenAiChatServer codec = new OpenAiChatServer();
    return new OpenAiSurface(
        codec,
        new ChatCompletions(codec, chat, credentials),
        new WorkRoutes(work, credentials, workModels),
        new ModelRoutes(callable),
        Responses.of(
            chat,
            credentials,
            kept(KeptTurns.Words.RESPONSES),
            lasting.runs(),
            new CompatCount(path.pipeline(), headers),
            lasting.tokens(),
            exchange -> Incoming.now(exchange, lasting.ids().requestId(), lasting.clock())),
        new dev.switchboard.ingress.openai.RealtimeRoutes(
            voices, credentials, lasting.tickets(), headers));
  }

  /** The native API. */
  private Surface ours() {
    return new NativeSurface(
        new TaskRoutes(
            engines,
            lasting.functions(),
            path.pipeline(),
            credentials,
            headers,
            defaultModel,
            new ShownExamples(
                lasting.examples(),
                path.pipeline(),
                lasting.ids(),
                DefaultModelChoice.embedding(lasting.catalog(), path.served(), config),
                lasting.clock()),
            lasting.cache()),
        new FunctionRoutes(
            lasting.functions(),
            engines.tasks(),
            credentials,
            new ExampleRoutes(
                lasting.functions(), lasting.examples(), engines.tasks(), credentials)),
        models,
        new TraceRoutes(lasting.traces(), credentials),
        new RealtimeRoutes(
            voices, lasting.functions(), credentials, lasting.tickets(), headers, defaultModel));
  }

  private Surface admin() {
    return new AdminSurface(lasting.adminToken(), nouns());
  }

  /** What can be managed, one line per noun. */
  private List<AdminSurface.Noun> nouns() {
    Store store = lasting.store();
    Clock clock = lasting.clock();
    Projects projects = store.projects();
    return List.of(
        new ProjectRoutes(projects, Ids.secure(clock), clock),
        new KeyRoutes(store.virtualKeys(), lasting.issuer(), projects, clock),
        new ProviderRoutes(AdminProviders.of(config)),
        new dev.switchboard.admin.TraceRoutes(lasting.traces(), projects),
        new BookRoutes(lasting.books()),
        new RoutingRoutes(lasting.remembered().health()),
        simulation(),
        new RouteRoutes(lasting.routes(), clock),
        new SpendRoutes(store.spend(), projects, clock),
        new RateLimitRoutes(
            lasting.limitBook(), projects, store.virtualKeys(), Ids.secure(clock), clock),
        new BudgetRoutes(
            lasting.treasury(), projects, store.virtualKeys(), Ids.secure(clock), clock));
  }

  private SimulationRoutes simulation() {
    return new SimulationRoutes(
        new Simulator(
            path.router(),
            path.egress(),
            path.facts(),
            lasting.remembered(),
            new Forecast(lasting.limitBook().limits(), lasting.treasury())),
        new SimulatedBodies(new TaskOutline(engines, lasting.functions(), defaultModel)),
        lasting.store().projects(),
        lasting.store().virtualKeys(),
        lasting.clock());
  }

  private KeptTurns kept(KeptTurns.Words words) {
    return new KeptTurns(
        words, lasting.store().turns(), config.content() == ContentPolicy.FULL, lasting.clock());
  }

  /** Operators are let in when callers are not. */
  private List<Surface> guarded(Surface admin, List<Surface> all) {
    Health health = lasting.health();
    List<Surface> surfaces = new ArrayList<>();
    surfaces.add(health);
    surfaces.add(new Draining(admin, health::isStopping));
    for (Surface surface : all) {
      Surface resuming =
          lasting
              .resumable()
              .over(new Repeatable(surface, lasting.repeats(), credentials), credentials);
      Surface bounded = new Bounded(resuming, lasting.calls(), lasting.limits().calls());
      surfaces.add(new Draining(bounded, health::isStopping));
    }
    return List.copyOf(surfaces);
  }
}
