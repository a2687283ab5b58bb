package dev.switchboard.wire.openai.responses;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.StreamDecoder;
import dev.switchboard.wire.openai.ErrorText;
import dev.switchboard.wire.openai.ProviderErrors;
import dev.switchboard.wire.openai.UsageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the events of one answer; a whole answer is read as its last event.
 *
 * <p>What the last event holds and no event before it told is told then: some servers send few
 * events.
 */
final class EventReader implements StreamDecoder {
  private final ProviderErrors errors;
  private final ItemReader items;
  private boolean started;
  private boolean ended;

  EventReader(String provider, ProviderErrors errors) {
    this.errors = errors;
    this.items = new ItemReader(provider);
  }

  @Override
  public List<StreamEvent> decode(@Nullable String event, String data) {
    if (ended || data.isBlank()) {
      return List.of();
    }
    if (data.strip().equals("[DONE]")) {
      return end();
    }
    try {
      return read(Json.parseReply(data), Objects.requireNonNullElse(event, ""));
    } catch (InvalidJsonException e) {
      return fail(errors.unreadable("not JSON, " + e.problem()));
    }
  }

  @Override
  public List<StreamEvent> end() {
    return ended ? List.of() : fail(errors.noEnd());
  }

  /** What a whole answer means. */
  List<StreamEvent> whole(JsonNode response) {
    List<StreamEvent> out = new ArrayList<>();
    try {
      Fields.of(response);
      if (!response.path("status").isString() && ErrorText.isError(response)) {
        return fail(errors.within(ErrorText.read(response)));
      }
      finish(response, out);
    } catch (InvalidFieldException e) {
      out.addAll(unreadable(e));
    }
    return out;
  }

  private List<StreamEvent> read(JsonNode node, String name) {
    String type = node.path("type").asString(name);
    if (type.equals("error") || ErrorText.isError(node)) {
      return fail(errors.within(ErrorText.read(node)));
    }
    List<StreamEvent> out = new ArrayList<>();
    try {
      read(type, Fields.of(node), out);
    } catch (InvalidFieldException e) {
      out.addAll(unreadable(e));
    }
    return out;
  }

  /** Says where, and nothing of what stands there: it may be the answer. */
  private List<StreamEvent> unreadable(InvalidFieldException e) {
    String place = e.pointer().isEmpty() ? "the whole" : e.pointer();
    return fail(errors.unreadable(place + " is not " + e.expected()));
  }

  private void read(String type, Fields event, List<StreamEvent> out) {
    switch (type) {
      case "response.created", "response.queued", "response.in_progress" ->
          start(event.object("response").node(), out);
      case "response.completed",
          "response.incomplete",
          "response.failed",
          "response.cancelled",
          "response.done" ->
          finish(event.object("response").node(), out);
      default -> {
        if (items.reads(type)) {
          start(event.node(), out);
          items.read(type, event, out);
        } else if (type.isEmpty()) {
          throw event.invalid("type", "the type of the event");
        }
      }
    }
  }

  private void start(JsonNode response, List<StreamEvent> out) {
    if (started) {
      return;
    }
    started = true;
    String model = response.path("model").asString("");
    items.model(model);
    out.add(new StreamEvent.Started(response.path("id").asString(""), model, null));
  }

  private void finish(JsonNode response, List<StreamEvent> out) {
    String status = response.path("status").asString("");
    switch (status) {
      case "completed", "incomplete" -> {
        start(response, out);
        items.readRest(response.path("output"), out);
        ended = true;
        String reason =
            status.equals("completed")
                ? status
                : response.path("incomplete_details").path("reason").asString(status);
        out.add(
            new StreamEvent.Finished(
                stopReason(reason), reason, null, UsageReader.read(response.path("usage"))));
      }
      case "failed" -> out.addAll(fail(failure(response)));
      case "cancelled" ->
          out.addAll(fail(errors.failed(Kind.SERVER_ERROR, 200, "cancelled its answer")));
      default -> out.addAll(fail(errors.noEnd()));
    }
  }

  private Failure failure(JsonNode response) {
    return ErrorText.isError(response)
        ? errors.within(ErrorText.read(response))
        : errors.failed(Kind.SERVER_ERROR, 200, "failed without saying why");
  }

  private StopReason stopReason(String reason) {
    return switch (reason) {
      case "completed" -> {
        if (items.calledTools()) {
          yield StopReason.TOOL_CALLS;
        }
        yield items.refused() ? StopReason.REFUSAL : StopReason.END;
      }
      case "content_filter" -> StopReason.CONTENT_FILTER;
      default -> StopReason.MAX_TOKENS;
    };
  }

  private List<StreamEvent> fail(Failure failure) {
    ended = true;
    return List.of(new StreamEvent.Failed(failure));
  }
}
