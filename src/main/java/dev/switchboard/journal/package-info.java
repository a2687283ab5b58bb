/** The append-only file of finished calls, and its readers. */
@NullMarked
package dev.switchboard.journal;

import org.jspecify.annotations.NullMarked;
