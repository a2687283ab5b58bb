-- Reasoning tokens, sealed, that wait for the next turn of their conversation.
CREATE TABLE thoughts (
  project_id TEXT NOT NULL,
  lookup TEXT NOT NULL,
  sealed BLOB NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, lookup)
) WITHOUT ROWID;
CREATE INDEX thoughts_by_expiry ON thoughts (expires_at);
