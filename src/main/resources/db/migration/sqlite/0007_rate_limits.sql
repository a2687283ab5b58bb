-- How much the calls that meet all conditions of a row may ask for in any stretch of time.
CREATE TABLE rate_limits (
  id TEXT PRIMARY KEY,
  project_id TEXT REFERENCES projects (id),
  key_id TEXT,
  model TEXT,
  tag_name TEXT,
  tag_value TEXT,
  each_by TEXT,
  requests BIGINT,
  tokens BIGINT,
  concurrent BIGINT,
  window_millis BIGINT NOT NULL,
  created_at BIGINT NOT NULL
) WITHOUT ROWID;
