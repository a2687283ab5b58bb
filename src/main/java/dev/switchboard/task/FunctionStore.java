package dev.switchboard.task;

import java.util.List;
import java.util.Optional;

/** Keeps functions and their revisions; the port for the database. */
public interface FunctionStore {

  /**
   * The revision with this definition, made if the newest one differs; callers who race make one.
   *
   * @return the newest revision, whose definition is the one given
   */
  FunctionRevision declare(String projectId, String name, FunctionDefinition definition);

  /** The newest revision; empty when there is no such function. */
  Optional<FunctionRevision> newest(String projectId, String name);

  /** One revision; empty when there is no such function or revision. */
  Optional<FunctionRevision> revision(String projectId, String name, int number);

  /** All revisions, the newest first; at most {@code limit}. */
  List<FunctionRevision> revisions(String projectId, String name, int limit);

  /**
   * The newest revisions of the project's functions, by name.
   *
   * @param afterName the last name of the page before; empty for the first page
   */
  List<FunctionRevision> list(String projectId, String afterName, int limit);

  /** Forgets the function, its revisions and its examples; false when there was none. */
  boolean delete(String projectId, String name);
}
