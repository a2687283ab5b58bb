package dev.switchboard.ingress.v3;

import dev.switchboard.http.SseEncoder;
import dev.switchboard.ingress.KeptAnswer;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.OpenCall;
import dev.switchboard.trace.CallRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Makes an answer that was kept the answer of another call: its own ids, no cost. */
final class CachedTask {
  private static final String COMPLETE = "event: complete\ndata: ";

  private CachedTask() {}

  static KeptAnswer renewed(KeptAnswer kept, OpenCall session) {
    String text = new String(kept.whole(), StandardCharsets.UTF_8);
    if (!kept.stream()) {
      return kept.withPieces(List.of(Json.write(renewed(text, session))));
    }
    int from = text.lastIndexOf(COMPLETE);
    if (from < 0) {
      throw new IllegalStateException("a whole stream without its end is kept");
    }
    int data = from + COMPLETE.length();
    int to = text.indexOf('\n', data);
    byte[] end =
        SseEncoder.event("complete", Json.text(renewed(text.substring(data, to), session)));
    return kept.withPieces(
        List.of(
            text.substring(0, from).getBytes(StandardCharsets.UTF_8),
            end,
            text.substring(to).stripLeading().getBytes(StandardCharsets.UTF_8)));
  }

  private static ObjectNode renewed(String json, OpenCall session) {
    ObjectNode answer = (ObjectNode) Json.parse(json);
    ObjectNode meta = (ObjectNode) answer.path("meta");
    CallRecord.Identity identity = session.context().identity();
    meta.put("cached", true);
    meta.put("cost", 0);
    meta.put("llm_calls", 0);
    meta.put("tts_calls", 0);
    meta.put("image_gen_calls", 0);
    meta.put("attempts", 0);
    meta.set("usage", TaskAnswer.usage(Usage.NONE));
    meta.put("trace_id", identity.traceId());
    meta.put("span_id", identity.spanId());
    meta.put("trace_uuid", identity.traceId());
    meta.put(
        "execution_ms", (System.nanoTime() - session.context().arrival().nanoTime()) / 1_000_000);
    return answer;
  }
}
