-- How much the calls that meet all conditions of a row may ask for in any stretch of time.
CREATE TABLE rate_limits (
  id TEXT COLLATE "C" PRIMARY KEY,
  project_id TEXT COLLATE "C" REFERENCES projects (id),
  key_id TEXT COLLATE "C",
  model TEXT COLLATE "C",
  tag_name TEXT COLLATE "C",
  tag_value TEXT COLLATE "C",
  each_by TEXT COLLATE "C",
  requests BIGINT,
  tokens BIGINT,
  concurrent BIGINT,
  window_millis BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
