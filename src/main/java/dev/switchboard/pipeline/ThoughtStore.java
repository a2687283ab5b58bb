package dev.switchboard.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where sealed thoughts wait for the next turn of their conversation. */
public interface ThoughtStore {

  /**
   * Keeps one answer's thoughts under each of the keys; a key that is there already is replaced.
   *
   * @param keys hashes of what the next turn will repeat of the answer
   * @param expiresAt after which they are not found any more
   */
  void put(String projectId, List<String> keys, SealedThoughts thoughts, Instant expiresAt);

  /** What is kept under these keys for this project and has not expired. */
  Map<String, SealedThoughts> find(String projectId, List<String> keys, Instant now);
}
