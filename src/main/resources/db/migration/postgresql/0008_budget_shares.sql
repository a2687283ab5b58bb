-- Budgets may be for all projects, for models and for tags, and warn before they are spent.
ALTER TABLE budgets ALTER COLUMN project_id DROP NOT NULL;
ALTER TABLE budgets ADD COLUMN model TEXT COLLATE "C";
ALTER TABLE budgets ADD COLUMN tag_name TEXT COLLATE "C";
ALTER TABLE budgets ADD COLUMN tag_value TEXT COLLATE "C";
ALTER TABLE budgets ADD COLUMN warn_percents TEXT COLLATE "C" NOT NULL DEFAULT '';

-- How much of a budget's period a process may spend; owner: empty for those who ended.
CREATE TABLE budget_shares (
  budget_id TEXT COLLATE "C" NOT NULL,
  begin_at BIGINT NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  share_picos BIGINT NOT NULL,
  spent_picos BIGINT NOT NULL,
  PRIMARY KEY (budget_id, begin_at, owner)
);

-- That spending has reached a part of a budget, and whether the webhook has taken it.
CREATE TABLE budget_warnings (
  budget_id TEXT COLLATE "C" NOT NULL,
  begin_at BIGINT NOT NULL,
  percent BIGINT NOT NULL,
  message_id TEXT COLLATE "C" NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  due_at BIGINT,
  problem TEXT,
  PRIMARY KEY (budget_id, begin_at, percent)
);

CREATE INDEX budget_warnings_due ON budget_warnings (due_at);
