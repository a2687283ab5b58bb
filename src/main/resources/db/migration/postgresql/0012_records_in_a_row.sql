-- SQLite's table is made anew here. PostgreSQL keeps every table in the order of writing.
COMMENT ON TABLE records IS 'Apart from the calls, so that lists and sums do not read it.';
