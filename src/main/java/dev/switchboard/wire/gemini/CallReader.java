package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the {@code functionCall} parts of one answer.
 *
 * <p>A call comes whole, or begins with its name and goes on in parts without one; its arguments
 * are given on when they are whole, because they come value by value and not as text. A call
 * without an id, or with one that the answer has used, gets one that is made of the answer's id and
 * the call's position: the same whenever the same answer is read.
 *
 * <p>Not safe for use by several threads.
 */
final class CallReader {
  private static final Name ID = Name.of("id");
  private static final Name NAME = Name.of("name");
  private static final Name ARGS = Name.of("args");
  private static final Name PARTIAL_ARGS = Name.of("partialArgs");
  private static final Name WILL_CONTINUE = Name.of("willContinue");

  private final Set<String> ids = new HashSet<>();
  private @Nullable PartialArguments open;
  private int calls;

  /** Whether there was any call. */
  boolean called() {
    return calls > 0;
  }

  /** Whether a call has begun and not ended. */
  boolean isOpen() {
    return open != null;
  }

  /**
   * Reads a part's call.
   *
   * @param answerId the answer's id; may be empty
   * @throws dev.switchboard.json.InvalidFieldException if it neither begins nor continues a call
   */
  void read(
      GeminiObject call,
      Content.@Nullable Signature signature,
      String answerId,
      List<StreamEvent> events) {
    String name = call.text(NAME);
    PartialArguments arguments = open;
    if (arguments == null || !name.isEmpty()) {
      close(events);
      if (name.isEmpty()) {
        throw call.fields().invalid(NAME.camel(), "a function's name");
      }
      arguments = new PartialArguments();
      open = arguments;
      String id = id(call, name, answerId);
      events.add(new StreamEvent.ToolCallStarted(calls++, id, name, signature));
    } else if (signature != null) {
      events.add(new StreamEvent.ReasoningSigned(signature));
    }
    Optional<Located> args = call.get(ARGS);
    if (args.isPresent()) {
      arguments.add(args.get().fields().node());
    }
    call.objects(PARTIAL_ARGS).forEach(arguments::add);
    if (!call.flag(WILL_CONTINUE)) {
      close(events);
    }
  }

  /** Ends the call that has not ended, if there is one. */
  void close(List<StreamEvent> events) {
    if (open != null) {
      events.add(new StreamEvent.ToolCallDelta(calls - 1, open.json()));
      events.add(new StreamEvent.ToolCallEnded(calls - 1));
      open = null;
    }
  }

  private String id(GeminiObject call, String name, String answerId) {
    String given = call.text(ID);
    if (!given.isEmpty() && ids.add(given)) {
      return given;
    }
    String arguments =
        answerId.isEmpty() ? call.get(ARGS).map(args -> Json.text(args.node())).orElse("") : "";
    ObjectNode origin = Json.object();
    origin.put("answer", answerId).put("call", calls).put("name", name).put("args", arguments);
    String made = "call_" + digest(Json.write(origin));
    ids.add(made);
    return made;
  }

  /** 96 bits in hexadecimal: the shortest bounds on ids that vendors have leave room for 40. */
  private static String digest(byte[] origin) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(origin);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, 12));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
