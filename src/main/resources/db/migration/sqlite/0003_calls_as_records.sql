-- A call is its record, as the journal holds it; columns are what is searched or summed.

DROP INDEX calls_of_project;
DROP INDEX calls_of_trace;
ALTER TABLE calls RENAME TO old_calls;
ALTER TABLE spans RENAME TO old_spans;

-- One finished call. Of a deleted trace the rows stay here, without the name.
-- model: provider/model of the only attempt; null when there was none or several, or when the
-- attempt did not use what the call did: those are in attempts.
CREATE TABLE calls (
  request_id TEXT PRIMARY KEY,
  trace_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  name TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  duration_micros BIGINT NOT NULL,
  status TEXT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cost_picos BIGINT,
  model TEXT,
  span_count BIGINT NOT NULL,
  deleted_at BIGINT
) WITHOUT ROWID;

CREATE INDEX calls_of_project ON calls (project_id, started_at, request_id);
CREATE INDEX calls_of_trace ON calls (project_id, trace_id, started_at, request_id);

-- model: provider/model.
CREATE TABLE attempts (
  request_id TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  model TEXT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cost_picos BIGINT,
  PRIMARY KEY (request_id, ordinal)
) WITHOUT ROWID;

-- Apart from the calls, so that lists and sums do not read it.
CREATE TABLE records (
  request_id TEXT PRIMARY KEY,
  record BLOB NOT NULL
) WITHOUT ROWID;

INSERT INTO calls (request_id, trace_id, project_id, key_id, name, started_at, duration_micros,
  status, input_tokens, output_tokens, cost_picos, model, span_count, deleted_at)
SELECT c.request_id, c.trace_id, c.project_id, c.key_id, c.name, c.started_at, c.duration_micros,
  c.status, c.uncached_input + c.cache_read + c.cache_write + c.cache_write_long
    + c.audio_input + c.image_input,
  c.output + c.reasoning + c.audio_output + c.image_output, c.cost_picos,
  (SELECT s.provider || '/' || s.upstream_model FROM old_spans s
    WHERE s.request_id = c.request_id AND s.provider IS NOT NULL
      AND s.uncached_input + s.cache_read + s.cache_write + s.cache_write_long
    + s.audio_input + s.image_input = c.uncached_input + c.cache_read + c.cache_write + c.cache_write_long
    + c.audio_input + c.image_input
      AND s.output + s.reasoning + s.audio_output + s.image_output = c.output + c.reasoning + c.audio_output + c.image_output
      AND s.cost_picos IS NOT DISTINCT FROM c.cost_picos
      AND (SELECT COUNT(*) FROM old_spans n
        WHERE n.request_id = c.request_id AND n.provider IS NOT NULL) = 1),
  c.span_count, c.deleted_at
FROM old_calls c;

INSERT INTO attempts (request_id, ordinal, model, input_tokens, output_tokens, cost_picos)
SELECT s.request_id, ROW_NUMBER() OVER (PARTITION BY s.request_id ORDER BY s.ordinal) - 1,
  s.provider || '/' || s.upstream_model,
  s.uncached_input + s.cache_read + s.cache_write + s.cache_write_long
    + s.audio_input + s.image_input,
  s.output + s.reasoning + s.audio_output + s.image_output, s.cost_picos
FROM old_spans s JOIN calls c ON c.request_id = s.request_id
WHERE s.provider IS NOT NULL AND c.model IS NULL;

INSERT INTO records (request_id, record)
SELECT c.request_id, CAST(json_object('v', 1, 'traceId', c.trace_id, 'spanId', c.span_id,
    'parentSpanId', c.parent_span_id, 'requestId', c.request_id, 'projectId', c.project_id,
    'keyId', c.key_id, 'surface', c.surface, 'tags', json(COALESCE(c.tags, '{}')),
    'metadata', c.metadata, 'name', c.name, 'revision', c.revision,
    'requestedModel', c.requested_model, 'stream', json(CASE WHEN c.stream = 1 THEN 'true' ELSE 'false' END), 'decision', c.decision,
    'startedAt', c.started_at, 'durationMicros', c.duration_micros, 'status', c.status,
    'httpStatus', c.http_status, 'failureCode', c.failure_code,
    'failureMessage', c.failure_message, 'rawStopReason', c.raw_stop_reason,
    'usage', json_object('source', c.usage_source, 'uncachedInput', c.uncached_input,
      'cacheRead', c.cache_read, 'cacheWrite', c.cache_write,
      'cacheWriteLong', c.cache_write_long, 'audioInput', c.audio_input,
      'imageInput', c.image_input, 'output', c.output, 'reasoning', c.reasoning,
      'audioOutput', c.audio_output, 'imageOutput', c.image_output,
      'reportedCostPicos', c.reported_cost_picos),
    'costPicos', c.cost_picos, 'modelsUsed', json(COALESCE(c.models_used, '[]')),
    'servedProvider', c.served_provider, 'notes', json(COALESCE(c.notes, '[]')),
    'contentBytes', json_array(COALESCE(octet_length(t.input), -1), COALESCE(octet_length(t.output), -1)),
    'spans', json((SELECT json_group_array(json(o.span)) FROM (SELECT json_object('spanId', s.span_id, 'parentSpanId', s.parent_span_id, 'kind', s.kind,
    'name', s.name, 'startedAt', s.started_at, 'durationMicros', s.duration_micros,
    'firstEventMicros', s.first_event_micros, 'failureCode', s.failure_code,
    'attributes', json(COALESCE(s.attributes, '{}')),
    'attempt', json(CASE WHEN s.provider IS NOT NULL THEN json_object(
      'provider', s.provider, 'upstreamModel', s.upstream_model,
      'reportedModel', s.reported_model, 'httpStatus', s.http_status,
      'passedThrough', json(CASE WHEN s.passed_through = 1 THEN 'true' ELSE 'false' END), 'costPicos', s.cost_picos,
      'priceSource', s.price_source, 'usage', json_object('source', s.usage_source, 'uncachedInput', s.uncached_input,
      'cacheRead', s.cache_read, 'cacheWrite', s.cache_write,
      'cacheWriteLong', s.cache_write_long, 'audioInput', s.audio_input,
      'imageInput', s.image_input, 'output', s.output, 'reasoning', s.reasoning,
      'audioOutput', s.audio_output, 'imageOutput', s.image_output,
      'reportedCostPicos', s.reported_cost_picos)) END)) AS span
    FROM old_spans s WHERE s.request_id = c.request_id ORDER BY s.ordinal) o))) || char(10) || COALESCE(t.input, '') || COALESCE(t.output, '') AS BLOB)
FROM old_calls c LEFT JOIN contents t ON t.request_id = c.request_id;

DROP TABLE contents;
DROP TABLE old_spans;
DROP TABLE old_calls;
