-- Budgets may be for all projects, for models and for tags, and warn before they are spent.
CREATE TABLE new_budgets (
  id TEXT PRIMARY KEY,
  project_id TEXT REFERENCES projects (id),
  key_id TEXT,
  model TEXT,
  tag_name TEXT,
  tag_value TEXT,
  period TEXT NOT NULL,
  limit_picos BIGINT NOT NULL,
  warn_percents TEXT NOT NULL,
  ceiling_picos BIGINT,
  created_at BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO new_budgets (id, project_id, key_id, period, limit_picos, warn_percents, ceiling_picos,
  created_at)
SELECT id, project_id, key_id, period, limit_picos, '', ceiling_picos, created_at FROM budgets;

DROP TABLE budgets;
ALTER TABLE new_budgets RENAME TO budgets;

-- How much of a budget's period a process may spend; owner: empty for those who ended.
CREATE TABLE budget_shares (
  budget_id TEXT NOT NULL,
  begin_at BIGINT NOT NULL,
  owner TEXT NOT NULL,
  share_picos BIGINT NOT NULL,
  spent_picos BIGINT NOT NULL,
  PRIMARY KEY (budget_id, begin_at, owner)
) WITHOUT ROWID;

-- That spending has reached a part of a budget, and whether the webhook has taken it.
CREATE TABLE budget_warnings (
  budget_id TEXT NOT NULL,
  begin_at BIGINT NOT NULL,
  percent BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  due_at BIGINT,
  problem TEXT,
  PRIMARY KEY (budget_id, begin_at, percent)
) WITHOUT ROWID;

CREATE INDEX budget_warnings_due ON budget_warnings (due_at);
