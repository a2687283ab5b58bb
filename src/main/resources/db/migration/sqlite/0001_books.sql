-- Times are microseconds since 1970, money is 1e-12 USD, JSON is text, truth is 0 or 1.

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE virtual_keys (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  allowed_models TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  last_used_at BIGINT
) WITHOUT ROWID;

CREATE INDEX virtual_keys_of_project ON virtual_keys (project_id, id);

-- Numbers that only grow; 'keys' grows with every change of a key.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO counters (name, value) VALUES ('keys', 1);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- One finished call. A deleted trace keeps its rows here, without what was said.
CREATE TABLE calls (
  request_id TEXT PRIMARY KEY,
  trace_id TEXT NOT NULL,
  span_id TEXT NOT NULL,
  parent_span_id TEXT,
  project_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  surface TEXT NOT NULL,
  tags TEXT,
  metadata TEXT,
  name TEXT NOT NULL,
  revision BIGINT,
  requested_model TEXT NOT NULL,
  stream BIGINT NOT NULL,
  decision TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  duration_micros BIGINT NOT NULL,
  status TEXT NOT NULL,
  http_status BIGINT NOT NULL,
  failure_code TEXT,
  failure_message TEXT,
  raw_stop_reason TEXT,
  usage_source TEXT NOT NULL,
  uncached_input BIGINT NOT NULL,
  cache_read BIGINT NOT NULL,
  cache_write BIGINT NOT NULL,
  cache_write_long BIGINT NOT NULL,
  audio_input BIGINT NOT NULL,
  image_input BIGINT NOT NULL,
  output BIGINT NOT NULL,
  reasoning BIGINT NOT NULL,
  audio_output BIGINT NOT NULL,
  image_output BIGINT NOT NULL,
  reported_cost_picos BIGINT,
  cost_picos BIGINT,
  models_used TEXT,
  served_provider TEXT,
  notes TEXT,
  span_count BIGINT NOT NULL,
  deleted_at BIGINT
);

CREATE INDEX calls_of_project ON calls (project_id, started_at, request_id);
CREATE INDEX calls_of_trace ON calls (project_id, trace_id, started_at, request_id);

CREATE TABLE spans (
  request_id TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  span_id TEXT NOT NULL,
  parent_span_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  duration_micros BIGINT NOT NULL,
  first_event_micros BIGINT,
  failure_code TEXT,
  attributes TEXT,
  provider TEXT,
  upstream_model TEXT,
  reported_model TEXT,
  http_status BIGINT,
  passed_through BIGINT,
  usage_source TEXT,
  uncached_input BIGINT,
  cache_read BIGINT,
  cache_write BIGINT,
  cache_write_long BIGINT,
  audio_input BIGINT,
  image_input BIGINT,
  output BIGINT,
  reasoning BIGINT,
  audio_output BIGINT,
  image_output BIGINT,
  reported_cost_picos BIGINT,
  cost_picos BIGINT,
  price_source TEXT,
  PRIMARY KEY (request_id, ordinal)
) WITHOUT ROWID;

-- Apart from the calls, so that lists do not read it.
CREATE TABLE contents (
  request_id TEXT PRIMARY KEY,
  input TEXT,
  output TEXT
);

-- revision: the newest one's number.
CREATE TABLE functions (
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  revision BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, name)
) WITHOUT ROWID;

CREATE TABLE function_revisions (
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  revision BIGINT NOT NULL,
  instructions TEXT NOT NULL,
  input_schema TEXT,
  output_schema TEXT,
  model TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, name, revision)
);

-- How far each journal has been applied; changed in the transaction that applies.
CREATE TABLE journal_offsets (
  journal_id TEXT NOT NULL,
  reader TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (journal_id, reader)
) WITHOUT ROWID;

-- Records that could not become rows, with why; nothing is lost.
CREATE TABLE journal_rejects (
  journal_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  reason TEXT NOT NULL,
  rejected_at BIGINT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (journal_id, position)
);
