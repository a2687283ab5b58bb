-- How many calls each journal has brought and what they cost, counted as they came; whole
-- microdollars and the rest apart. What was there before is under the empty name.
CREATE TABLE booked_totals (
  journal_id TEXT PRIMARY KEY,
  calls BIGINT NOT NULL,
  unpriced BIGINT NOT NULL,
  micros BIGINT NOT NULL,
  rest BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO booked_totals (journal_id, calls, unpriced, micros, rest)
SELECT '', COUNT(*), COUNT(*) - COUNT(cost_picos), COALESCE(SUM(cost_picos / 1000000), 0),
  COALESCE(SUM(cost_picos % 1000000), 0)
FROM calls;

-- Of what the row says, so that a change by anybody else is seen; null until it is next written.
ALTER TABLE budget_shares ADD COLUMN checksum BIGINT;
