-- Answers that callers may ask for again under a key of their own; sealed.
-- scope: a hash of whose key and which; fingerprint: a hash of what was asked.
CREATE TABLE repeated_answers (
  scope TEXT COLLATE "C" PRIMARY KEY,
  fingerprint TEXT COLLATE "C" NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  answer BYTEA,
  size BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX repeated_answers_expire ON repeated_answers (expires_at);
CREATE INDEX repeated_answers_age ON repeated_answers (created_at);
