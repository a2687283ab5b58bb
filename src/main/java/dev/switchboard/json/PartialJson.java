package dev.switchboard.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A reader of one JSON value whose text is still growing, as a model writes it.
 *
 * <p>It takes fragments cut anywhere, in escapes and surrogate pairs too, and says at once what
 * they add. What stands after the value is not looked at. Strict JSON, but for a comma after the
 * last field or element.
 *
 * <p>A text that turns out not to be JSON ends the events; {@link #isBroken} tells. It is no error:
 * the whole text is judged when it is there. Not for use by several threads at once.
 */
public final class PartialJson {
  /** What may stand before the value. */
  public enum Lead {
    /** White space. */
    NOTHING,
    /** Any text; the value is the first object that is not refuted by its first few characters. */
    ANYTHING_BEFORE_OBJECT,
    /** Any text; the value is the first array, likewise. */
    ANYTHING_BEFORE_ARRAY
  }

  /** What a fragment added. */
  public sealed interface Event {
    /** RFC 6901 pointer of the value; empty for the whole. */
    String pointer();
  }

  /**
   * A string value has grown. All deltas of a string, joined, are its value; an empty one has none.
   *
   * @param delta the new text, unescaped, never empty; surrogate pairs stay together
   */
  public record FieldDelta(String pointer, String delta) implements Event {}

  /** A value of any kind is complete; those inside it were announced before. */
  public record FieldComplete(String pointer, JsonNode value) implements Event {}

  private enum State {
    SEEKING,
    VALUE,
    VALUE_OR_CLOSE,
    NAME_OR_CLOSE,
    IN_NAME,
    COLON,
    IN_STRING,
    IN_NUMBER,
    IN_WORD,
    SEPARATOR,
    DONE,
    BROKEN
  }

  /** A text that is no value after all may be read again this often, from its second character. */
  private static final int MAX_FALSE_STARTS = 100;

  private final Lead lead;
  private final Deque<PartialContainer> open = new ArrayDeque<>();
  private final StringBuilder scalar = new StringBuilder();
  private final StringBuilder candidate = new StringBuilder();
  private final List<Event> events = new ArrayList<>();
  private PartialString string = new PartialString();
  private State state;
  private boolean committed;
  private int falseStarts;
  private @Nullable JsonNode value;

  /** A reader of a value with nothing but white space before it. */
  public PartialJson() {
    this(Lead.NOTHING);
  }

  /** A reader of a value after such a lead. */
  public PartialJson(Lead lead) {
    this.lead = lead;
    this.state = lead == Lead.NOTHING ? State.VALUE : State.SEEKING;
  }

  /** Takes the next piece of the text and says what it added, in order. */
  public List<Event> feed(String fragment) {
    for (int i = 0; i < fragment.length(); i++) {
      take(fragment.charAt(i));
    }
    if (state == State.IN_STRING) {
      flushText(false);
    }
    return drain();
  }

  /** Says that the text has ended, which completes a number that is the whole value. */
  public List<Event> end() {
    if (state == State.IN_NUMBER && open.isEmpty() && !number()) {
      state = State.BROKEN;
    }
    return drain();
  }

  /** Whether the whole value was read. */
  public boolean isComplete() {
    return state == State.DONE;
  }

  /** Whether the text cannot become JSON any more. */
  public boolean isBroken() {
    return state == State.BROKEN;
  }

  /** The whole value, once complete. */
  public Optional<JsonNode> value() {
    return isComplete() ? Optional.ofNullable(value) : Optional.empty();
  }

  private List<Event> drain() {
    List<Event> now = List.copyOf(events);
    events.clear();
    return now;
  }

  private void take(char c) {
    if (state == State.DONE || state == State.BROKEN) {
      return;
    }
    if (!committed && lead != Lead.NOTHING && state != State.SEEKING) {
      candidate.append(c);
    }
    switch (state) {
      case SEEKING -> seek(c);
      case VALUE -> value(c);
      case VALUE_OR_CLOSE -> {
        if (c == ']') {
          close();
        } else {
          value(c);
        }
      }
      case NAME_OR_CLOSE -> nameOrClose(c);
      case IN_NAME, IN_STRING -> inString(c);
      case COLON -> colon(c);
      case IN_NUMBER -> inNumber(c);
      case IN_WORD -> inWord(c);
      case SEPARATOR -> separator(c);
      case DONE, BROKEN -> {}
    }
  }

  private void seek(char c) {
    if (c == (lead == Lead.ANYTHING_BEFORE_OBJECT ? '{' : '[')) {
      candidate.append(c);
      value(c);
    }
  }

  private void value(char c) {
    if (isBlank(c)) {
      return;
    }
    switch (c) {
      case '{' -> enter(PartialContainer.object(place()), State.NAME_OR_CLOSE);
      case '[' -> enter(PartialContainer.array(place()), State.VALUE_OR_CLOSE);
      case '"' -> {
        string = new PartialString();
        state = State.IN_STRING;
      }
      case 't', 'f', 'n' -> scalar(c, State.IN_WORD);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> scalar(c, State.IN_NUMBER);
      default -> fail();
    }
  }

  private void enter(PartialContainer container, State next) {
    if (open.size() == Json.MAX_DEPTH) {
      fail();
      return;
    }
    open.push(container);
    state = next;
  }

  private void scalar(char c, State next) {
    scalar.setLength(0);
    scalar.append(c);
    state = next;
  }

  private void nameOrClose(char c) {
    if (c == '"') {
      string = new PartialString();
      state = State.IN_NAME;
    } else if (c == '}') {
      close();
    } else if (!isBlank(c)) {
      fail();
    }
  }

  private void colon(char c) {
    if (c == ':') {
      state = State.VALUE;
    } else if (!isBlank(c)) {
      fail();
    }
  }

  private void inString(char c) {
    switch (string.take(c)) {
      case MORE -> {
        if (state == State.IN_STRING) {
          commit();
        }
      }
      case REFUSED -> fail();
      case END -> {
        if (state == State.IN_STRING) {
          flushText(true);
          complete(JsonNodeFactory.instance.stringNode(string.text()));
        } else if (open.element().name(string.text())) {
          state = State.COLON;
        } else {
          fail();
        }
      }
    }
  }

  private void inWord(char c) {
    scalar.append(c);
    String word = scalar.toString();
    switch (word) {
      case "true", "false" -> complete(JsonNodeFactory.instance.booleanNode(word.equals("true")));
      case "null" -> complete(JsonNodeFactory.instance.nullNode());
      default -> {
        if (!"true".startsWith(word) && !"false".startsWith(word) && !"null".startsWith(word)) {
          fail();
        }
      }
    }
  }

  private void inNumber(char c) {
    if ((c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-') {
      scalar.append(c);
      if (scalar.length() > Json.MAX_NUMBER_LENGTH) {
        fail();
      }
      return;
    }
    if (!number()) {
      fail();
    } else if (state == State.SEPARATOR) {
      separator(c);
    } else if (!isBlank(c)) {
      state = State.BROKEN;
    }
  }

  private boolean number() {
    try {
      complete(Json.parse(scalar.toString()));
      return true;
    } catch (InvalidJsonException e) {
      return false;
    }
  }

  private void separator(char c) {
    if (c == ',') {
      state = open.element().isObject() ? State.NAME_OR_CLOSE : State.VALUE_OR_CLOSE;
    } else if (c == (open.element().isObject() ? '}' : ']')) {
      close();
    } else if (!isBlank(c)) {
      fail();
    }
  }

  private void close() {
    complete(open.pop().node());
  }

  /** The value at the present place is whole: it is announced, and put where it belongs. */
  private void complete(JsonNode whole) {
    announce(new FieldComplete(place(), whole));
    PartialContainer parent = open.peek();
    if (parent == null) {
      value = whole;
      state = State.DONE;
    } else {
      parent.add(whole);
      state = State.SEPARATOR;
    }
  }

  private void flushText(boolean ended) {
    String grown = string.drain(ended);
    if (!grown.isEmpty()) {
      announce(new FieldDelta(place(), grown));
    }
  }

  private void announce(Event event) {
    commit();
    events.add(event);
  }

  /** From here on the reader keeps to this start: something of a value was seen. */
  private void commit() {
    committed = true;
    candidate.setLength(0);
  }

  private String place() {
    PartialContainer parent = open.peek();
    return parent == null ? JsonPointers.ROOT : parent.next();
  }

  /** Gives up, or, while nothing was announced yet, looks for another start in the same text. */
  private void fail() {
    boolean again = !committed && lead != Lead.NOTHING && falseStarts < MAX_FALSE_STARTS;
    state = again ? State.SEEKING : State.BROKEN;
    open.clear();
    if (again) {
      falseStarts++;
      String rest = candidate.substring(1);
      candidate.setLength(0);
      for (int i = 0; i < rest.length(); i++) {
        take(rest.charAt(i));
      }
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
