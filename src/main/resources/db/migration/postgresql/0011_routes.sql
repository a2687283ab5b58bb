-- Names for models that were given while the gateway ran; a definition is JSON, as in the file.
CREATE TABLE routes (
  name TEXT COLLATE "C" PRIMARY KEY,
  definition TEXT COLLATE "C" NOT NULL,
  updated_at BIGINT NOT NULL
);
