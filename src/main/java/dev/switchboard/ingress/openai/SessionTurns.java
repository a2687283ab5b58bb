package dev.switchboard.ingress.openai;

import dev.switchboard.conversation.Turn;
import dev.switchboard.conversation.Turns;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The turns of one WebSocket: beside those that are kept, the latest few that are not, which the
 * same connection may continue. Each of these stands on its own: its input is the whole
 * conversation before it. Used by one thread.
 */
final class SessionTurns implements Turns {
  private static final int MOST_TURNS = 8;
  private static final long MOST_CHARACTERS = 16L << 20;

  private final Turns kept;

  /** The oldest first. */
  private final Map<Turn.Key, Turn> own = new LinkedHashMap<>();

  SessionTurns(Turns kept) {
    this.kept = kept;
  }

  /** Takes a turn that is not to be kept; forgets the oldest where there are too many. */
  void remember(Turn turn) {
    own.put(turn.key(), turn);
    long characters = own.values().stream().mapToLong(SessionTurns::size).sum();
    while (own.size() > MOST_TURNS || characters > MOST_CHARACTERS) {
      Turn oldest = own.remove(own.keySet().iterator().next());
      characters -= oldest == null ? 0 : size(oldest);
    }
  }

  /** Forgets a turn that is not kept. */
  void forget(String id) {
    own.keySet().removeIf(key -> key.id().equals(id));
  }

  private static long size(Turn turn) {
    return turn.input().length() + (long) turn.answer().length();
  }

  @Override
  public Optional<Turn> find(Turn.Key key) {
    return Optional.ofNullable(own.get(key)).or(() -> kept.find(key));
  }

  @Override
  public List<Turn> chain(Turn.Key newest, int limit) {
    Turn turn = own.get(newest);
    return turn == null ? kept.chain(newest, limit) : List.of(turn);
  }

  @Override
  public void insert(Turn turn, List<String> itemIds) {
    kept.insert(turn, itemIds);
  }

  @Override
  public boolean finish(Turn turn, List<String> itemIds) {
    return kept.finish(turn, itemIds);
  }

  @Override
  public Optional<Turn> ofItem(Turn.Key item) {
    return kept.ofItem(item);
  }

  @Override
  public boolean delete(Turn.Key key) {
    boolean remembered = own.remove(key) != null;
    return kept.delete(key) || remembered;
  }

  @Override
  public void alive(List<Turn.Key> keys, Instant now) {
    kept.alive(keys, now);
  }

  @Override
  public int sweep(Instant now, int keptPerProject) {
    return kept.sweep(now, keptPerProject);
  }
}
