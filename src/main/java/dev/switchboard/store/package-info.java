/** SQL: implementations of the ports, migrations, the journal applier. The only java.sql. */
@NullMarked
package dev.switchboard.store;

import org.jspecify.annotations.NullMarked;
