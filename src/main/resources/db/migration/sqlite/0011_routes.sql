-- Names for models that were given while the gateway ran; a definition is JSON, as in the file.
CREATE TABLE routes (
  name TEXT PRIMARY KEY,
  definition TEXT NOT NULL,
  updated_at BIGINT NOT NULL
) WITHOUT ROWID;
