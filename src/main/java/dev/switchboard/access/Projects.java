package dev.switchboard.access;

import java.util.Optional;

/**
 * Where projects are kept.
 *
 * <p>Every method throws {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer.
 */
public interface Projects {

  /**
   * Keeps a new project.
   *
   * @throws dev.switchboard.ir.FailureException with {@link dev.switchboard.ir.Failure.Conflict} if
   *     its name or id is taken
   */
  void insert(Project project);

  /** The project of that id. */
  Optional<Project> find(String id);

  /** The project of that name. */
  Optional<Project> findByName(String name);

  /** All projects, oldest first. */
  Page<Project> list(Page.Request page);
}
