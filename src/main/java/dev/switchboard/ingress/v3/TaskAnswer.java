package dev.switchboard.ingress.v3;

import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.task.FunctionRevision;
import dev.switchboard.task.TaskCall;
import dev.switchboard.task.TaskResult;
import dev.switchboard.task.ToolArguments;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.Span;
import dev.switchboard.trace.Usd;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code {data, meta}}. */
final class TaskAnswer {
  private TaskAnswer() {}

  static ObjectNode of(TaskCall call, TaskResult result, OpenCall session) {
    ObjectNode answer = Json.object();
    answer.set("data", result.data());
    ObjectNode meta = answer.putObject("meta");
    CallRecord.Identity identity = session.context().identity();
    CallRecord.Bill bill = session.bill();
    meta.put("function_name", call.name());
    meta.put(
        "execution_ms", (System.nanoTime() - session.context().arrival().nanoTime()) / 1_000_000);
    ArrayNode models = meta.putArray("models_used");
    bill.modelsUsed().forEach(models::add);
    meta.set("usage", usage(bill.usage()));
    Long cost = bill.costPicos();
    if (cost == null) {
      meta.putNull("cost");
    } else {
      meta.put("cost", Usd.ofPicos(cost));
    }
    meta.put("trace_id", identity.traceId());
    meta.put("span_id", identity.spanId());
    meta.put("trace_uuid", identity.traceId());
    long all = attempts(session);
    long spoken = attempts(session, "speech");
    long drawn = attempts(session, "image_generation") + attempts(session, "image_edit");
    meta.put("llm_calls", all - spoken - drawn);
    meta.put("tts_calls", spoken);
    meta.put("image_gen_calls", drawn);
    meta.put("script_cached", true);
    meta.put("cached", false);
    meta.put("attempts", all);
    meta.put("output_method", result.outputMethod());
    meta.put("repaired", result.repaired());
    meta.put("finish_reason", result.rawStopReason());
    if (!result.toolCalls().isEmpty()) {
      ArrayNode calls = meta.putArray("tool_calls");
      result.toolCalls().forEach(toolCall -> add(calls, toolCall));
    }
    ArrayNode warnings = meta.putArray("warnings");
    warnings(call, result, session).forEach(warnings::add);
    return answer;
  }

  /** The answer to a call that only declares its function. */
  static ObjectNode declared(TaskCall call, FunctionRevision revision, Incoming incoming) {
    ObjectNode answer = Json.object();
    answer.putNull("data");
    ObjectNode meta = answer.putObject("meta");
    meta.put("function_name", call.name());
    meta.put("function_revision", revision.number());
    meta.put("execution_ms", (System.nanoTime() - incoming.arrival().nanoTime()) / 1_000_000);
    meta.putArray("models_used");
    meta.set("usage", usage(Usage.NONE));
    meta.put("cost", 0);
    meta.put("llm_calls", 0);
    meta.put("tts_calls", 0);
    meta.put("image_gen_calls", 0);
    meta.put("script_cached", true);
    meta.put("cached", false);
    meta.put("attempts", 0);
    ArrayNode warnings = meta.putArray("warnings");
    call.warnings().forEach(warnings::add);
    return answer;
  }

  /** Usage as the native API writes it. */
  static ObjectNode usage(Usage usage) {
    ObjectNode node = Json.object();
    node.put("input_tokens", usage.inputTotal());
    node.put("output_tokens", usage.outputTotal());
    node.put("cache_read_tokens", usage.cacheRead());
    node.put("cache_creation_tokens", usage.cacheWrite() + usage.cacheWriteLong());
    node.put("reasoning_tokens", usage.reasoning());
    return node;
  }

  private static void add(ArrayNode calls, Content.ToolCall toolCall) {
    ObjectNode node = calls.addObject();
    node.put("id", toolCall.id());
    node.put("name", toolCall.name());
    node.set("arguments", ToolArguments.of(toolCall));
  }

  private static long attempts(OpenCall session) {
    return session.spans().stream().filter(s -> s.kind() == Span.Kind.ATTEMPT).count();
  }

  /** Those under steps of that kind. */
  private static long attempts(OpenCall session, String kind) {
    Set<String> steps = new LinkedHashSet<>();
    for (Span span : session.spans()) {
      if (span.kind() == Span.Kind.STEP && kind.equals(span.attributes().get("kind"))) {
        steps.add(span.spanId());
      }
    }
    return session.spans().stream()
        .filter(s -> s.kind() == Span.Kind.ATTEMPT && steps.contains(s.parentSpanId()))
        .count();
  }

  private static Set<String> warnings(TaskCall call, TaskResult result, OpenCall session) {
    Set<String> warnings = new LinkedHashSet<>(call.warnings());
    warnings.addAll(result.warnings());
    for (Note note : session.notes()) {
      warnings.add(note.text());
    }
    if (session.bill().usage().source() != Usage.Source.REPORTED) {
      warnings.add("usage is an estimate: the provider did not report it");
    }
    return warnings;
  }
}
