package dev.switchboard.journal;

/**
 * A record that stands in the journal of a process that dies before it has withdrawn it: what was
 * under way then, in the words of whoever began it.
 *
 * <p>It survives the death of the process, not a power failure. Used by one thread at a time.
 */
public interface Intent {

  /**
   * Puts other bytes in its place; whenever the process dies, the one or the other stands.
   *
   * @throws JournalStorageException if there is no room for them; those before stand
   */
  void replace(byte[] bytes);

  /**
   * Takes it back, because its outcome is on record. Does nothing the second time, and nothing when
   * the journal was closed before: then nothing can be on record, and it stands.
   */
  void withdraw();
}
