package dev.switchboard.ingress.openai;

import dev.switchboard.ingress.CompatWork;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import java.util.Map;
import java.util.function.Consumer;

/** The routes for work that is no conversation; all are {@code POST}. */
public final class WorkRoutes {
  private final Map<String, Consumer<Incoming>> routes;

  /**
   * @param models for requests that name none
   */
  public WorkRoutes(CompatWork work, Credentials credentials, WorkModels models) {
    Images images = new Images(work, credentials, models);
    Audio audio = new Audio(work, credentials, models);
    this.routes =
        Map.of(
            "/embeddings", new Embeddings(work, credentials)::handle,
            "/images/generations", images::generate,
            "/images/edits", images::edit,
            "/audio/speech", audio::speak,
            "/audio/transcriptions", audio::transcribe,
            "/audio/translations", audio::translate,
            "/moderations", new Moderations(work, credentials, models)::judge);
  }

  boolean owns(String route) {
    return routes.containsKey(route);
  }

  void handle(Incoming incoming, String route) {
    Consumer<Incoming> handler = routes.get(route);
    if (handler == null) {
      throw new IllegalStateException("no route " + route);
    }
    handler.accept(incoming);
  }
}
