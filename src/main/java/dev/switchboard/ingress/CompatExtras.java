package dev.switchboard.ingress;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.Located;
import dev.switchboard.json.TopLevel;
import dev.switchboard.pipeline.Guardrails;
import dev.switchboard.provider.RawBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of the native API in a body of a vendor's dialect: they are for the gateway and never sent
 * on.
 *
 * @param body without them
 * @param said what they say
 */
record CompatExtras(RawBody body, CallHeaders.Said said) {
  private static final String TAGS = "tags";
  private static final String TRACE = "trace_id";
  private static final String PARENT = "parent_span_id";
  private static final String GUARD = "guard";
  private static final String SCHEMA = "output_schema";
  private static final String FORMAT = "response_format";

  /** What no dialect has as a field of its own. */
  private static final List<String> NAMES = List.of(TAGS, TRACE, PARENT, GUARD);

  CompatExtras {
    Objects.requireNonNull(body);
    Objects.requireNonNull(said);
  }

  /**
   * Takes them out of a body.
   *
   * @throws dev.switchboard.json.InvalidFieldException naming the field whose value is none
   * @throws FailureException with {@link Failure.Unsupported} for a guardrail
   */
  static CompatExtras of(RawBody body, CallHeaders.Said said) {
    return switch (body.dialect()) {
      case OPENAI_CHAT -> taken(withFormat(body), said);
      case OPENAI_RESPONSES, ANTHROPIC_MESSAGES, GEMINI_GENERATE, GEMINI_INTERACTIONS ->
          taken(body, said);
      default -> new CompatExtras(body, said);
    };
  }

  private static CompatExtras taken(RawBody body, CallHeaders.Said said) {
    TopLevel top = body.fields();
    ObjectNode found = Json.object();
    JsonPatch patch = JsonPatch.none();
    for (String name : NAMES) {
      if (top.has(name)) {
        top.node(name).ifPresent(node -> found.set(name, node));
        patch = patch.remove("/" + name);
      }
    }
    if (patch.isEmpty()) {
      return new CompatExtras(body, said);
    }
    Fields fields = Fields.of(found);
    Guardrails.requireNone(fields);
    Map<String, String> tags = new LinkedHashMap<>(said.tags());
    fields
        .optionalObject(TAGS)
        .ifPresent(given -> given.all().forEach((name, value) -> tags.put(name, value.text())));
    Optional<String> trace = fields.optional(TRACE).map(CompatExtras::trace);
    Optional<String> parent = fields.optional(PARENT).map(CompatExtras::span);
    return new CompatExtras(
        patched(body, patch),
        new CallHeaders.Said(
            trace.orElse(said.traceId()),
            parent.orElse(said.parentSpanId()),
            tags,
            said.metadata()));
  }

  private static String trace(Located given) {
    return TraceWords.trace(given.text())
        .orElseThrow(() -> given.invalid(TraceWords.EXPECTED_TRACE));
  }

  private static String span(Located given) {
    return TraceWords.span(given.text()).orElseThrow(() -> given.invalid(TraceWords.EXPECTED_SPAN));
  }

  /** A schema as the native API says it, in OpenAI's words. */
  private static RawBody withFormat(RawBody body) {
    TopLevel top = body.fields();
    if (top.field(SCHEMA).isEmpty()) {
      return body;
    }
    if (top.field(FORMAT).isPresent()) {
      throw new FailureException(
          Failure.InvalidRequest.at(
              "/" + SCHEMA, "output_schema: given beside response_format (expected: one of them)"));
    }
    ObjectNode found = Json.object();
    top.node(SCHEMA).ifPresent(node -> found.set(SCHEMA, node));
    ObjectNode format = Json.object().put("type", "json_schema");
    format
        .putObject("json_schema")
        .put("name", "output")
        .set("schema", Fields.of(found).object(SCHEMA).node());
    return patched(body, JsonPatch.none().remove("/" + SCHEMA).set("/" + FORMAT, format));
  }

  private static RawBody patched(RawBody body, JsonPatch patch) {
    return new RawBody(body.dialect(), patch.apply(body.fields()), body.headers());
  }
}
