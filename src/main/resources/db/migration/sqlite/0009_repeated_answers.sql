-- Answers that callers may ask for again under a key of their own; sealed.
-- scope: a hash of whose key and which; fingerprint: a hash of what was asked.
CREATE TABLE repeated_answers (
  scope TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  owner TEXT NOT NULL,
  state TEXT NOT NULL,
  answer BLOB,
  size BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX repeated_answers_expire ON repeated_answers (expires_at);
CREATE INDEX repeated_answers_age ON repeated_answers (created_at);
