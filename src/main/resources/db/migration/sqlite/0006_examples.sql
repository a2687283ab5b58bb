-- What functions keep to show to models, in the order of their numbers.
-- vector: numbers in single precision, big-endian, of the model beside it; null until it was needed.
CREATE TABLE examples (
  project_id TEXT NOT NULL,
  function TEXT NOT NULL,
  id TEXT NOT NULL,
  number BIGINT NOT NULL,
  input TEXT NOT NULL,
  output TEXT NOT NULL,
  tag TEXT,
  comment TEXT,
  created_at BIGINT NOT NULL,
  vector_model TEXT,
  vector BLOB,
  PRIMARY KEY (project_id, function, id)
);
