package dev.switchboard.app;

import dev.switchboard.access.Ids;
import dev.switchboard.access.KeyIssuer;
import dev.switchboard.access.KeyText;
import dev.switchboard.access.NewKey;
import dev.switchboard.access.Page;
import dev.switchboard.access.Project;
import dev.switchboard.config.Config;
import dev.switchboard.config.ConfigException;
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

  /**
   * Makes the key if the operator gave one: it must be known before anyone can present it.
   *
   * @return whether the operator's key was taken; false when there are keys already
   * @throws ConfigException if what the operator gave is no key
   */
  boolean prepare() {
    String given = config.secrets().initialKey();
    if (given == null || hasKeys()) {
      return false;
    }
    issuer.adopt(firstKey(project()), text(given));
    return true;
  }

  private static KeyText text(String given) {
    try {
      return KeyText.ofOperator(given);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("environment", "SWITCHBOARD_INITIAL_KEY: " + e.getMessage());
    }
  }

  /**
   * Makes a key if there is none; done once the port is had, since a key that is shown once must
   * not be made by a start that fails.
   *
   * @return empty when there are keys already
   */
  Optional<Welcome> issue() {
    return hasKeys()
        ? Optional.empty()
        : Optional.of(new Welcome(Optional.of(issuer.issue(firstKey(project())).text())));
  }

  private boolean hasKeys() {
    return !store.virtualKeys().list(null, Page.Request.first(1)).items().isEmpty();
  }

  private static NewKey firstKey(Project project) {
    return NewKey.unrestricted(project.id(), "first key");
  }

  private Project project() {
    return project(store, clock);
  }

  /**
   * The project that exists from the start, made if it is not there; done before anything of the
   * configuration is resolved that names projects.
   */
  static Project project(Store store, Clock clock) {
    return store.projects().findByName(PROJECT).orElseGet(() -> newProject(store, clock));
  }

  private static Project newProject(Store store, Clock clock) {
    Project project = new Project(Ids.secure(clock).next("prj_"), PROJECT, clock.instant());
    store.projects().insert(project);
    return project;
  }
}
