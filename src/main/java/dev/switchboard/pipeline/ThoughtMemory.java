package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps reasoning tokens between the turns of callers whose dialect cannot carry them.
 *
 * <p>An answer's thoughts are found again by its tool calls' ids or, without calls, by its text,
 * and in both cases only after the same conversation: ids such as {@code call_0} and texts such as
 * {@code Yes.} are everybody's, thoughts are not. What the caller does carry is left as it is. A
 * token goes to its own provider only: the codecs see to that by its {@link Origin}. When the
 * database is away, conversations go on without.
 */
public final class ThoughtMemory {
  /** How long a conversation may rest. */
  static final Duration TIME_TO_LIVE = Duration.ofHours(24);

  /** An answer with more than this is not kept; no model thinks so much. */
  static final int MAX_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ThoughtMemory.class);

  private final ThoughtStore store;
  private final Seal seal;
  private final Clock clock;

  public ThoughtMemory(ThoughtStore store, Seal seal, Clock clock) {
    this.store = store;
    this.seal = seal;
    this.clock = clock;
  }

  /**
   * Keeps what the answer's next turn will need; nothing if it holds no token.
   *
   * @param asked the conversation that was answered; asked for only if there is something to keep
   */
  void keep(String projectId, Supplier<ChatRequest> asked, List<Content> answer) {
    Optional<ThoughtOrder> thoughts = ThoughtOrder.of(answer);
    if (thoughts.isEmpty()) {
      return;
    }
    Trail trail = new Trail();
    asked.get().messages().forEach(trail::pass);
    byte[] plain = thoughts.get().encode();
    List<String> keys = trail.keys(answer);
    if (plain.length > MAX_BYTES || keys.isEmpty()) {
      return;
    }
    try {
      store.put(projectId, keys, seal.close(projectId, plain), clock.instant().plus(TIME_TO_LIVE));
    } catch (FailureException e) {
      LOG.warn("an answer's reasoning tokens are not kept: {}", e.getMessage());
    }
  }

  /** The conversation as a provider of that dialect should see it; found out when asked for. */
  Supplier<ChatRequest> restored(String projectId, Supplier<ChatRequest> request, Dialect dialect) {
    return dialect == Dialect.NATIVE ? request : () -> restored(projectId, request.get());
  }

  /** The conversation with the tokens back where the caller's dialect lost them. */
  private ChatRequest restored(String projectId, ChatRequest request) {
    List<Optional<ThoughtOrder>> found = lost(projectId, request);
    if (found.stream().allMatch(Optional::isEmpty)) {
      return request;
    }
    List<Message> messages = new ArrayList<>(request.messages());
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (found.get(i).isPresent()) {
        List<Content> parts = found.get(i).get().restoredIn(message.content());
        messages.set(i, new Message(message.role(), parts, message.name()));
      }
    }
    return request.withMessages(messages);
  }

  /** Who made the newest tokens of the conversation, whether carried or kept here. */
  Optional<Origin> origin(String projectId, ChatRequest request) {
    List<Optional<ThoughtOrder>> found = lost(projectId, request);
    for (int i = found.size() - 1; i >= 0; i--) {
      Optional<ThoughtOrder> thoughts = found.get(i);
      Optional<Origin> origin =
          (thoughts.isPresent() ? thoughts : ThoughtOrder.of(request.messages().get(i).content()))
              .flatMap(ThoughtOrder::origin);
      if (origin.isPresent()) {
        return origin;
      }
    }
    return Optional.empty();
  }

  /** For each message the thoughts that it has lost. */
  private List<Optional<ThoughtOrder>> lost(String projectId, ChatRequest request) {
    Trail trail = new Trail();
    List<List<String>> keys = new ArrayList<>();
    for (Message message : request.messages()) {
      boolean may =
          message.role() == Role.ASSISTANT && ThoughtOrder.of(message.content()).isEmpty();
      keys.add(may ? trail.keys(message.content()) : List.of());
      trail.pass(message);
    }
    Map<String, SealedThoughts> found =
        find(projectId, keys.stream().flatMap(List::stream).toList());
    return keys.stream()
        .map(own -> own.stream().map(found::get).filter(Objects::nonNull).findFirst())
        .map(sealed -> sealed.flatMap(s -> seal.open(projectId, s)).flatMap(ThoughtOrder::decode))
        .toList();
  }

  private Map<String, SealedThoughts> find(String projectId, List<String> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    try {
      return store.find(projectId, keys, clock.instant());
    } catch (FailureException e) {
      LOG.warn("a conversation goes on without its reasoning tokens: {}", e.getMessage());
      return Map.of();
    }
  }

  /** The conversation up to an answer, as far as every dialect repeats it: its visible words. */
  private static final class Trail {
    private final MessageDigest digest = sha256();

    void pass(Message message) {
      if (message.role() == Role.USER || message.role() == Role.ASSISTANT) {
        add(digest, message.role().name(), text(message.content()));
      }
    }

    /** The keys of the answer that follows, one per call, or one for its text. */
    List<String> keys(List<Content> answer) {
      List<String> calls =
          answer.stream()
              .filter(Content.ToolCall.class::isInstance)
              .map(part -> key("call", ((Content.ToolCall) part).id()))
              .distinct()
              .toList();
      String text = text(answer);
      return !calls.isEmpty() || text.isEmpty() ? calls : List.of(key("text", text));
    }

    private String key(String kind, String value) {
      try {
        MessageDigest own = (MessageDigest) digest.clone();
        add(own, kind, value);
        return HexFormat.of().formatHex(own.digest());
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("SHA-256 of this Java cannot be cloned", e);
      }
    }

    private static void add(MessageDigest to, String kind, String value) {
      to.update(kind.getBytes(StandardCharsets.UTF_8));
      to.update((byte) 0);
      to.update(value.getBytes(StandardCharsets.UTF_8));
      to.update((byte) 0);
    }

    private static String text(List<Content> parts) {
      return parts.stream()
          .filter(Content.Text.class::isInstance)
          .map(part -> ((Content.Text) part).text())
          .collect(Collectors.joining())
          .strip();
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }
}
