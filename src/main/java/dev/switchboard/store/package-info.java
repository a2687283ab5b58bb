/**
 * SQL: implementations of the ports, migrations, the journal applier. The only java.sql.
 *
 * <p>Start with {@link dev.switchboard.store.Store} (open, and get a port) and {@link
 * dev.switchboard.store.JournalApplier} (how calls become rows). Row types and statements do not
 * leave this room. Both databases take the same SQL, but for the scripts in {@code db/migration}.
 */
@NullMarked
package dev.switchboard.store;

import org.jspecify.annotations.NullMarked;
