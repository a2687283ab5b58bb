package dev.switchboard.app;

import dev.switchboard.access.Ids;
import dev.switchboard.access.KeyIssuer;
import dev.switchboard.access.KeyText;
import dev.switchboard.access.NewKey;
import dev.switchboard.access.Page;
import dev.switchboard.access.Project;
import dev.switchboard.config.Config;
import dev.switchboard.store.Store;
import java.time.Clock;
import java.util.Optional;

/** Makes the project and the key that a new gateway starts with. */
final class FirstStart {
  /** The project that exists from the start. */
  static final String PROJECT = "default";

  private final Store store;
  private final KeyIssuer issuer;
  private final Config config;
  private final Clock clock;

  FirstStart(Store store, KeyIssuer issuer, Config config, Clock clock) {
    this.store = store;
    this.issuer = issuer;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What is told once.
   *
   * @param key the new key's text; empty when the operator gave it
   */
  record Welcome(Optional<KeyText> key) {}

  /** Empty when there are keys already. */
  Optional<Welcome> run() {
    Project project = store.projects().findByName(PROJECT).orElseGet(this::newProject);
    if (!store.virtualKeys().list(null, Page.Request.first(1)).items().isEmpty()) {
      return Optional.empty();
    }
    NewKey wanted = NewKey.unrestricted(project.id(), "first key");
    String given = config.secrets().initialKey();
    if (given != null) {
      issuer.adopt(wanted, KeyText.ofOperator(given));
      return Optional.of(new Welcome(Optional.empty()));
    }
    return Optional.of(new Welcome(Optional.of(issuer.issue(wanted).text())));
  }

  private Project newProject() {
    Project project = new Project(Ids.secure(clock).next("prj_"), PROJECT, clock.instant());
    store.projects().insert(project);
    return project;
  }
}
