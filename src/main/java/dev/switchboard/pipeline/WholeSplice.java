package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonContinuation;
import dev.switchboard.json.JsonExtraction;
import dev.switchboard.json.SchemaValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Goes on with tool calls or with JSON, when the model's answer is whole: only then is it known
 * what the arguments, or the value, will be, and whether they keep to what was delivered.
 */
final class WholeSplice implements Splice {
  private static final long SCHEMA_CHARACTERS = 1_000_000;

  private final RescuePrompt prompt;
  private final RescueWay way;
  private final ResponseAccumulator answer = new ResponseAccumulator();
  private final SpareIds ids;
  private final List<Note> notes = new ArrayList<>();
  private final SchemaValidator schemas = new SchemaValidator(SCHEMA_CHARACTERS);

  WholeSplice(RescuePrompt prompt, RescueWay way) {
    this.prompt = prompt;
    this.way = way;
    this.ids = new SpareIds(prompt.told());
  }

  @Override
  public List<StreamEvent> take(StreamEvent event) {
    answer.accept(event);
    return List.of();
  }

  @Override
  public List<StreamEvent> finish(StreamEvent.Finished end) {
    if (answer.content().stream().anyMatch(Content.Refusal.class::isInstance)) {
      throw new FailureException(TextSeam.contradiction("refused to go on"));
    }
    if (answer.content().stream().anyMatch(Content.Reasoning.class::isInstance)) {
      notes.add(TextSplice.LOST_THOUGHTS);
    }
    List<StreamEvent> events = new ArrayList<>();
    if (prompt.told().calls().isEmpty()) {
      String rest = restOfJson();
      if (!rest.isEmpty()) {
        events.add(new StreamEvent.TextDelta(rest));
      }
      added(calls(), events);
    } else {
      restOfCalls(events);
    }
    events.add(
        end.reason() == StopReason.END && hasCalls(events)
            ? new StreamEvent.Finished(
                StopReason.TOOL_CALLS, end.rawReason(), end.stopSequence(), end.usage())
            : end);
    return events;
  }

  private boolean hasCalls(List<StreamEvent> events) {
    return !prompt.told().calls().isEmpty()
        || events.stream().anyMatch(StreamEvent.ToolCallStarted.class::isInstance);
  }

  @Override
  public List<Note> notes() {
    return notes;
  }

  private String restOfJson() {
    String before = prompt.told().text();
    String said = text(answer.content());
    Optional<JsonNode> whole = parsed(before);
    if (whole.isPresent() && !whole.get().isNumber() && follows(whole.get())) {
      return "";
    }
    for (JsonNode value : candidates(said)) {
      Optional<String> rest = JsonContinuation.rest(before, value).filter(_ -> follows(value));
      if (rest.isPresent()) {
        return rest.get();
      }
    }
    Optional<JsonNode> joined = parsed(before + said);
    if (joined.isPresent() && follows(joined.get())) {
      return said;
    }
    if (prompt.wantsJson()) {
      throw new FailureException(
          TextSeam.contradiction("wrote JSON other than what was delivered"));
    }
    TextSeam seam = new TextSeam(before, way);
    return seam.add(said) + seam.end();
  }

  private static List<JsonNode> candidates(String said) {
    if (JsonExtraction.from(said) instanceof JsonExtraction.Found found) {
      List<JsonNode> all = new ArrayList<>();
      all.add(found.value());
      all.addAll(found.others());
      return all;
    }
    return List.of();
  }

  private boolean follows(JsonNode value) {
    if (!prompt.wantsJson()) {
      return true;
    }
    return value.isContainer()
        && (!(prompt.request().output() instanceof OutputFormat.JsonSchema schema)
            || isValid(schema.schema(), value));
  }

  /** A schema that cannot be compiled here is the provider's to judge. */
  private boolean isValid(@Nullable String schema, JsonNode value) {
    if (schema == null) {
      return true;
    }
    try {
      return schemas.compile(Json.parse(schema)).validate(value).isEmpty();
    } catch (InvalidFieldException | InvalidJsonException e) {
      return true;
    }
  }

  private void restOfCalls(List<StreamEvent> events) {
    List<Content.ToolCall> said = new ArrayList<>(calls());
    for (Told.Call told : prompt.told().calls()) {
      if (told.ended()) {
        boolean repeated = !said.isEmpty() && isSame(told, said.getFirst());
        if (repeated) {
          said.removeFirst();
        } else if (way == RescueWay.RESTART) {
          throw new FailureException(TextSeam.contradiction("made other calls"));
        }
      }
    }
    for (Told.Call told : prompt.told().calls()) {
      if (!told.ended()) {
        if (said.isEmpty()) {
          throw new FailureException(
              TextSeam.contradiction("did not make the call that broke off"));
        }
        String rest = rest(told, said.removeFirst());
        if (!rest.isEmpty()) {
          events.add(new StreamEvent.ToolCallDelta(told.index(), rest));
        }
        events.add(new StreamEvent.ToolCallEnded(told.index()));
      }
    }
    added(said, events);
    if (!text(answer.content()).isBlank()) {
      notes.add(
          new Note(
              Note.Kind.OMITTED,
              "content",
              "what the model that went on with the tool calls said beside them is left out"));
    }
  }

  private static boolean isSame(Told.Call told, Content.ToolCall said) {
    return told.name().equals(said.name())
        && parsed(told.arguments()).equals(parsed(said.arguments()));
  }

  private String rest(Told.Call told, Content.ToolCall said) {
    Optional<JsonNode> arguments =
        said.arguments().isBlank() ? Optional.of(Json.object()) : parsed(said.arguments());
    return arguments
        .filter(value -> told.name().equals(said.name()) && isValid(schemaOf(told.name()), value))
        .flatMap(value -> JsonContinuation.rest(told.arguments(), value))
        .orElseThrow(() ->
            new FailureException(
                TextSeam.contradiction("gave the call other arguments than were delivered")));
  }

  private @Nullable String schemaOf(String name) {
    ChatRequest request = prompt.request();
    return request.tools().stream()
        .filter(Tool.Function.class::isInstance)
        .map(Tool.Function.class::cast)
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .map(Tool.Function::parameters)
        .orElse(null);
  }

  /** Calls that the answer did not have yet. */
  private void added(List<Content.ToolCall> calls, List<StreamEvent> events) {
    boolean signed = prompt.told().isSigned();
    for (Content.ToolCall call : calls) {
      int index = ids.next();
      events.add(
          new StreamEvent.ToolCallStarted(
              index, ids.spare(call.id()), call.name(), signed ? null : call.signature()));
      if (!call.arguments().isEmpty()) {
        events.add(new StreamEvent.ToolCallDelta(index, call.arguments()));
      }
      events.add(new StreamEvent.ToolCallEnded(index));
    }
  }

  private List<Content.ToolCall> calls() {
    return answer.content().stream()
        .filter(Content.ToolCall.class::isInstance)
        .map(Content.ToolCall.class::cast)
        .toList();
  }

  private static String text(List<Content> content) {
    StringBuilder text = new StringBuilder();
    for (Content part : content) {
      if (part instanceof Content.Text said) {
        text.append(said.text());
      }
    }
    return text.toString();
  }

  private static Optional<JsonNode> parsed(String text) {
    try {
      return Optional.of(Json.parseReply(text));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }
}
