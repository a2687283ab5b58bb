-- Times are microseconds since 1970, money is 1e-12 USD, JSON is text, truth is 0 or 1.
-- Collation "C": ids sort by their characters, as they do in SQLite, which is by time.

CREATE TABLE projects (
  id TEXT COLLATE "C" PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);

CREATE TABLE virtual_keys (
  id TEXT COLLATE "C" PRIMARY KEY,
  project_id TEXT COLLATE "C" NOT NULL REFERENCES projects (id),
  name TEXT COLLATE "C" NOT NULL,
  hint TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL UNIQUE,
  scopes TEXT COLLATE "C" NOT NULL,
  allowed_models TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  last_used_at BIGINT
);

CREATE INDEX virtual_keys_of_project ON virtual_keys (project_id, id);

-- Numbers that only grow; 'keys' grows with every change of a key.
CREATE TABLE counters (
  name TEXT COLLATE "C" PRIMARY KEY,
  value BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('keys', 1);

CREATE TABLE settings (
  name TEXT COLLATE "C" PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
);

-- One finished call. A deleted trace keeps its rows here, without what was said.
CREATE TABLE calls (
  request_id TEXT COLLATE "C" PRIMARY KEY,
  trace_id TEXT COLLATE "C" NOT NULL,
  span_id TEXT COLLATE "C" NOT NULL,
  parent_span_id TEXT COLLATE "C",
  project_id TEXT COLLATE "C" NOT NULL,
  key_id TEXT COLLATE "C" NOT NULL,
  surface TEXT COLLATE "C" NOT NULL,
  tags TEXT COLLATE "C",
  metadata TEXT COLLATE "C",
  name TEXT COLLATE "C" NOT NULL,
  revision BIGINT,
  requested_model TEXT COLLATE "C" NOT NULL,
  stream BIGINT NOT NULL,
  decision TEXT COLLATE "C" NOT NULL,
  started_at BIGINT NOT NULL,
  duration_micros BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  http_status BIGINT NOT NULL,
  failure_code TEXT COLLATE "C",
  failure_message TEXT COLLATE "C",
  raw_stop_reason TEXT COLLATE "C",
  usage_source TEXT COLLATE "C" NOT NULL,
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
  models_used TEXT COLLATE "C",
  served_provider TEXT COLLATE "C",
  notes TEXT COLLATE "C",
  span_count BIGINT NOT NULL,
  deleted_at BIGINT
);

CREATE INDEX calls_of_project ON calls (project_id, started_at, request_id);
CREATE INDEX calls_of_trace ON calls (project_id, trace_id, started_at, request_id);

CREATE TABLE spans (
  request_id TEXT COLLATE "C" NOT NULL,
  ordinal BIGINT NOT NULL,
  span_id TEXT COLLATE "C" NOT NULL,
  parent_span_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  started_at BIGINT NOT NULL,
  duration_micros BIGINT NOT NULL,
  first_event_micros BIGINT,
  failure_code TEXT COLLATE "C",
  attributes TEXT COLLATE "C",
  provider TEXT COLLATE "C",
  upstream_model TEXT COLLATE "C",
  reported_model TEXT COLLATE "C",
  http_status BIGINT,
  passed_through BIGINT,
  usage_source TEXT COLLATE "C",
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
  price_source TEXT COLLATE "C",
  PRIMARY KEY (request_id, ordinal)
);

-- Apart from the calls, so that lists do not read it.
CREATE TABLE contents (
  request_id TEXT COLLATE "C" PRIMARY KEY,
  input TEXT COLLATE "C",
  output TEXT COLLATE "C"
);

-- revision: the newest one's number.
CREATE TABLE functions (
  project_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, name)
);

CREATE TABLE function_revisions (
  project_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  instructions TEXT COLLATE "C" NOT NULL,
  input_schema TEXT COLLATE "C",
  output_schema TEXT COLLATE "C",
  model TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, name, revision)
);

-- How far each journal has been applied; changed in the transaction that applies.
CREATE TABLE journal_offsets (
  journal_id TEXT COLLATE "C" NOT NULL,
  reader TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (journal_id, reader)
);

-- Records that could not become rows, with why; nothing is lost.
CREATE TABLE journal_rejects (
  journal_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  rejected_at BIGINT NOT NULL,
  record BYTEA NOT NULL,
  PRIMARY KEY (journal_id, position)
);
