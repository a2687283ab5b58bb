package dev.switchboard.realtime;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What was said in a session so far. Safe for use by several threads. */
final class Conversation {
  static final int MOST_ITEMS = 2_000;

  /** What an item takes beside what is said in it. */
  private static final long ITEM_BYTES = 256;

  private final OpenSessions.Part held;
  private final List<Item> items = new ArrayList<>();
  private long bytes;

  /** One thing that was said. */
  sealed interface Item {
    String id();

    /** A text, a tool's call or its result. */
    record Said(String id, Message message) implements Item {}

    /**
     * The caller's sound.
     *
     * @param words empty when it could not be written down
     */
    record Sound(String id, CompletableFuture<String> words) implements Item {}

    /** A spoken answer. */
    record Spoken(String id, SpokenText text) implements Item {}
  }

  /**
   * Begins one.
   *
   * @param held what the session may hold
   */
  Conversation(OpenSessions.Part held) {
    this.held = held;
  }

  /** The id of the last item; null for none. */
  synchronized @Nullable String lastId() {
    return items.isEmpty() ? null : items.getLast().id();
  }

  /** Puts an item at the end. */
  synchronized void add(Item item) {
    insert(items.size(), item);
  }

  /**
   * Puts an item behind another.
   *
   * @param previousId null for the end, {@code root} for the beginning
   * @return behind which it stands; null for the first
   * @throws FailureException when there is no such item, or one of its id already
   */
  synchronized @Nullable String add(@Nullable String previousId, Item item) {
    int place = items.size();
    if (previousId != null) {
      place = previousId.equals("root") ? 0 : indexOf(previousId, "previous_item_id") + 1;
    }
    insert(place, item);
    return place == 0 ? null : items.get(place - 1).id();
  }

  private void insert(int place, Item item) {
    if (items.stream().anyMatch(other -> other.id().equals(item.id()))) {
      throw invalid("item.id", item.id() + " (expected: one that is not in the conversation)");
    }
    if (items.size() >= MOST_ITEMS) {
      throw invalid(
          "item",
          "the conversation has " + items.size() + " (expected: at most " + MOST_ITEMS + ")");
    }
    long more = bytes(item);
    if (bytes + more > RealtimeLimits.CONVERSATION_BYTES) {
      throw invalid(
          "item",
          "the conversation has "
              + bytes
              + " bytes (expected: at most "
              + RealtimeLimits.CONVERSATION_BYTES
              + " with this item's "
              + more
              + ")");
    }
    held.require(more);
    bytes += more;
    items.add(place, item);
  }

  /** What an item takes; words that are still to come are bound by who writes or says them. */
  private static long bytes(Item item) {
    return item instanceof Item.Said said
        ? ITEM_BYTES + bytes(said.message().content())
        : ITEM_BYTES;
  }

  private static long bytes(List<Content> content) {
    long bytes = 0;
    for (Content part : content) {
      bytes +=
          switch (part) {
            case Content.Text text -> text.text().length();
            case Content.ToolCall call -> call.arguments().length();
            case Content.ToolResult result -> bytes(result.content());
            case Content.Image image -> bytes(image.source());
            case Content.Audio audio -> bytes(audio.source());
            case Content.Video video -> bytes(video.source());
            case Content.Document document -> bytes(document.source());
            case Content.Reasoning reasoning -> reasoning.text().length();
            case Content.Refusal refusal -> refusal.text().length();
            case Content.Opaque opaque -> opaque.json().length();
            case Content.CachePoint _ -> 0;
          };
    }
    return bytes;
  }

  private static long bytes(MediaSource source) {
    return source instanceof MediaSource.Inline inline ? inline.base64().length() : ITEM_BYTES;
  }

  /** Takes an item out. */
  synchronized void remove(String id) {
    long less = bytes(items.remove(indexOf(id, "item_id")));
    bytes -= less;
    held.give(less);
  }

  /**
   * The item of that id.
   *
   * @throws FailureException when there is none
   */
  synchronized Item find(String id) {
    return items.get(indexOf(id, "item_id"));
  }

  private int indexOf(String id, String field) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).id().equals(id)) {
        return i;
      }
    }
    throw invalid(field, id + " (expected: an item of the conversation)");
  }

  /** The ids of tool calls that have no result yet. */
  synchronized Set<String> openCalls() {
    Set<String> open = new HashSet<>();
    for (Item item : items) {
      if (item instanceof Item.Said said) {
        for (Content part : said.message().content()) {
          switch (part) {
            case Content.ToolCall call -> open.add(call.id());
            case Content.ToolResult result -> open.remove(result.toolCallId());
            default -> {}
          }
        }
      }
    }
    return open;
  }

  /** The sounds that are being written down. */
  synchronized List<CompletableFuture<String>> unheard() {
    return items.stream()
        .filter(Item.Sound.class::isInstance)
        .map(item -> ((Item.Sound) item).words())
        .filter(words -> !words.isDone())
        .toList();
  }

  /**
   * The conversation as a model is asked to continue it; sounds that are not written down are left
   * out, tool calls of one turn are one message.
   *
   * @param instructions null for none
   */
  synchronized List<Message> messages(@Nullable String instructions) {
    List<Message> messages = new ArrayList<>();
    if (instructions != null && !instructions.isBlank()) {
      messages.add(Message.text(Role.SYSTEM, instructions));
    }
    for (Item item : items) {
      Message message =
          switch (item) {
            case Item.Said said -> said.message();
            case Item.Sound sound -> Message.text(Role.USER, sound.words().getNow(""));
            case Item.Spoken spoken -> Message.text(Role.ASSISTANT, spoken.text().heard());
          };
      if (!isBlank(message)) {
        join(messages, message);
      }
    }
    return messages;
  }

  private static boolean isBlank(Message message) {
    return message.content().stream()
        .allMatch(part -> part instanceof Content.Text text && text.text().isBlank());
  }

  private static void join(List<Message> messages, Message next) {
    Message last = messages.isEmpty() ? null : messages.getLast();
    if (last == null || last.role() != next.role() || next.role() == Role.SYSTEM) {
      messages.add(next);
      return;
    }
    List<Content> parts = new ArrayList<>(last.content());
    parts.addAll(next.content());
    messages.set(messages.size() - 1, new Message(last.role(), parts, last.name()));
  }

  private static FailureException invalid(String field, String what) {
    return new FailureException(
        Failure.InvalidRequest.at("/" + field.replace('.', '/'), field + ": " + what));
  }
}
