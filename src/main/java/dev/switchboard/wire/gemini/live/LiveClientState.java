package dev.switchboard.wire.gemini.live;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What both directions of one session must know of each other: this dialect gives no ids to items,
 * and does not say when sound becomes a message.
 */
public final class LiveClientState {
  private final String prefix;
  private final Map<String, String> toolNames = new HashMap<>();
  private long items;
  private long responses;
  private String heardItem = "";

  /** The caller's last message, while it is not written down; empty for none. */
  private String unwritten = "";

  /** Whether what will be the caller's message is written down already. */
  private boolean writtenEarly;

  private long heardMillis;
  private boolean uncommitted;
  private boolean spoken;
  private boolean muted;

  /**
   * @param prefix makes ids differ from those of other sessions
   */
  public LiveClientState(String prefix) {
    this.prefix = prefix;
    this.heardItem = nextItem();
  }

  synchronized String nextItem() {
    return "item_" + prefix + "_" + ++items;
  }

  synchronized String nextResponse() {
    return "resp_" + prefix + "_" + ++responses;
  }

  /** The caller's message that its sound is becoming. */
  synchronized String heardItem() {
    return heardItem;
  }

  /** Takes the caller's sound. */
  synchronized void heard(long millis) {
    heardMillis += millis;
    uncommitted = true;
    spoken = true;
  }

  /** How much sound there has been in all. */
  synchronized long heardMillis() {
    return heardMillis;
  }

  /** The sound so far becomes a message, if there is any; the item that it is. */
  synchronized Optional<String> commit() {
    if (!uncommitted) {
      return Optional.empty();
    }
    uncommitted = false;
    String item = heardItem;
    unwritten = writtenEarly ? "" : item;
    writtenEarly = false;
    heardItem = nextItem();
    return Optional.of(item);
  }

  /** The caller's message that is being written down. */
  synchronized String writtenItem() {
    return unwritten.isEmpty() ? heardItem : unwritten;
  }

  /** The message is written down. */
  synchronized void written() {
    if (!unwritten.isEmpty()) {
      unwritten = "";
    } else if (uncommitted) {
      writtenEarly = true;
    } else {
      heardItem = nextItem();
    }
  }

  /** Something has been said that a session set anew would not know. */
  synchronized void said() {
    spoken = true;
  }

  /** Whether a session set anew would miss something. */
  public synchronized boolean hasSpoken() {
    return spoken;
  }

  synchronized void called(String id, String name) {
    toolNames.put(id, name);
  }

  synchronized Optional<String> toolName(String id) {
    return Optional.ofNullable(toolNames.get(id));
  }

  /** The response under way is not wanted. */
  synchronized void mute(boolean on) {
    muted = on;
  }

  synchronized boolean isMuted() {
    return muted;
  }
}
