package dev.switchboard.app;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened so far, the last first, unless all went well. */
final class Undo implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** All went well: everything stays open. */
  void keep() {
    opened.clear();
  }

  @Override
  public void close() {
    RuntimeException first = null;
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      } catch (Exception e) {
        first = first == null ? new IllegalStateException(e) : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
