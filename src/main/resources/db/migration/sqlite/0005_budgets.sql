-- How much a project, or one of its keys, may spend in a period.
CREATE TABLE budgets (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  key_id TEXT,
  period TEXT NOT NULL,
  limit_picos BIGINT NOT NULL,
  ceiling_picos BIGINT,
  created_at BIGINT NOT NULL
) WITHOUT ROWID;
