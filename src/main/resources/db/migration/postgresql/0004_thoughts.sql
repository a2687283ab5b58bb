-- Reasoning tokens, sealed, that wait for the next turn of their conversation.
CREATE TABLE thoughts (
  project_id TEXT COLLATE "C" NOT NULL,
  lookup TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, lookup)
);
CREATE INDEX thoughts_by_expiry ON thoughts (expires_at);
