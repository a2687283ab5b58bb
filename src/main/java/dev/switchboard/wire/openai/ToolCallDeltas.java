package dev.switchboard.wire.openai;

import dev.switchboard.ir.Content;
import dev.switchboard.ir.Content.Signature;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the fragments of one answer's tool calls together, however the vendor numbers them.
 *
 * <p>Vendors leave out {@code index} (Gemini's OpenAI endpoint), use one index for several calls
 * with ids of their own, send calls whole, repeat id and name in every fragment, or change the id
 * from fragment to fragment. A new call is: an index not seen yet; a new id together with a name;
 * without index, a new id or a name. Anything else goes on with a call.
 */
final class ToolCallDeltas {
  /** A call under way; {@code number} is -1 until its name has come and it was told. */
  private static final class Call {
    final long index;
    String id = "";
    String name = "";
    String type = "function";
    int number = -1;
    @Nullable Signature signature;
    final StringBuilder held = new StringBuilder();

    Call(long index) {
      this.index = index;
    }
  }

  private final String provider;
  private final List<Call> calls = new ArrayList<>();
  private int told;

  ToolCallDeltas(String provider) {
    this.provider = provider;
  }

  /** Whether the model called anything. */
  boolean any() {
    return !calls.isEmpty();
  }

  /**
   * Reads one element of {@code tool_calls}.
   *
   * @param model who answers
   * @param answerId from which the id of a call is made that has none
   */
  void read(Fields delta, String answerId, String model, List<StreamEvent> out) {
    String type = type(delta);
    Fields body = delta.optionalObject(type).orElse(new Fields(Json.object(), delta.pointer()));
    String id = delta.optionalText("id").orElse("");
    String name = body.optionalText("name").orElse("");
    Call call = find(delta.optionalInteger("index"), id, name);
    if (call.id.isEmpty()) {
      call.id = id;
    }
    if (call.name.isEmpty()) {
      call.name = name;
    }
    if (!type.equals("function")) {
      call.type = type;
    }
    if (call.signature == null) {
      call.signature = signature(delta, model).orElse(null);
    }
    call.held.append(text(body, "arguments")).append(text(body, "input"));
    tell(call, answerId, out);
  }

  /** The field that holds the call; later fragments may leave {@code type} out. */
  private static String type(Fields delta) {
    String said = delta.optionalText("type").orElse("");
    boolean own = !said.equals("id") && !said.equals("type") && delta.node().path(said).isObject();
    if (own) {
      return said;
    }
    return delta.node().path("custom").isObject() ? "custom" : "function";
  }

  /** Reads the older {@code function_call}: one call without an id. */
  void readLegacy(Fields delta, String answerId, String model, List<StreamEvent> out) {
    ObjectNode call = Json.object().put("index", 0).put("type", "function");
    call.set("function", delta.node());
    read(new Fields(call, delta.pointer()), answerId, model, out);
  }

  private Call find(OptionalLong index, String id, String name) {
    Call last = calls.isEmpty() ? null : calls.getLast();
    if (index.isPresent()) {
      Call same = null;
      for (Call call : calls) {
        if (call.index == index.getAsLong()) {
          same = call;
        }
      }
      boolean another =
          same != null
              && !id.isEmpty()
              && !name.isEmpty()
              && !id.equals(same.id)
              && !same.name.isEmpty();
      return same == null || another ? add(index.getAsLong()) : same;
    }
    if (!id.isEmpty()) {
      for (Call call : calls) {
        if (call.id.equals(id)) {
          return call;
        }
      }
    }
    return last == null || !id.isEmpty() || !name.isEmpty() ? add(-1 - calls.size()) : last;
  }

  private Call add(long index) {
    Call call = new Call(index);
    calls.add(call);
    return call;
  }

  /** A call of another type than {@code function} comes whole, at the end. */
  private void tell(Call call, String answerId, List<StreamEvent> out) {
    if (!call.type.equals("function") || call.name.isEmpty()) {
      return;
    }
    if (call.number < 0) {
      call.number = told++;
      if (call.id.isEmpty()) {
        call.id = "call_" + Integer.toHexString(answerId.hashCode()) + "_" + call.number;
      }
      out.add(new StreamEvent.ToolCallStarted(call.number, call.id, call.name, call.signature));
    }
    if (!call.held.isEmpty()) {
      out.add(new StreamEvent.ToolCallDelta(call.number, call.held.toString()));
      call.held.setLength(0);
    }
  }

  /**
   * Ends all calls.
   *
   * @return false if one of them never got a name
   */
  boolean end(List<StreamEvent> out) {
    for (Call call : calls) {
      if (call.number >= 0) {
        out.add(new StreamEvent.ToolCallEnded(call.number));
      }
    }
    for (Call call : calls) {
      if (call.number < 0 && call.name.isEmpty()) {
        return false;
      }
      if (call.number < 0) {
        out.add(new StreamEvent.Part(whole(call)));
      }
    }
    return true;
  }

  private static Content whole(Call call) {
    ObjectNode node = Json.object().put("id", call.id).put("type", call.type);
    node.putObject(call.type).put("name", call.name).put("input", call.held.toString());
    return new Content.Opaque(Dialect.OPENAI_CHAT, Json.text(node));
  }

  private Optional<Signature> signature(Fields delta, String model) {
    return delta
        .optionalObject("extra_content")
        .flatMap(extra -> extra.optionalObject("google"))
        .flatMap(google -> google.optionalText("thought_signature"))
        .map(value ->
            new Signature(
                Signature.Kind.SIGNATURE,
                value,
                new Origin(Dialect.GEMINI_GENERATE, provider, model)));
  }

  /** Arguments are a text; some servers send the object itself. */
  private static String text(Fields body, String name) {
    Optional<Located> value = body.optional(name);
    if (value.isEmpty()) {
      return "";
    }
    return value.get().node().isObject() ? Json.text(value.get().node()) : value.get().text();
  }
}
