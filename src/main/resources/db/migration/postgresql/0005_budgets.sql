-- How much a project, or one of its keys, may spend in a period.
CREATE TABLE budgets (
  id TEXT COLLATE "C" PRIMARY KEY,
  project_id TEXT COLLATE "C" NOT NULL REFERENCES projects (id),
  key_id TEXT COLLATE "C",
  period TEXT COLLATE "C" NOT NULL,
  limit_picos BIGINT NOT NULL,
  ceiling_picos BIGINT,
  created_at BIGINT NOT NULL
);
