package dev.switchboard.access;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Settings in memory. */
final class MemorySettings implements Settings {
  private final Map<String, String> values = new ConcurrentHashMap<>();

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public String insertIfAbsent(String name, String value) {
    String before = values.putIfAbsent(name, value);
    return before == null ? value : before;
  }
}
