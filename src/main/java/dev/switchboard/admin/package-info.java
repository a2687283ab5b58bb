/** The management API behind the CLI and the console. */
@NullMarked
package dev.switchboard.admin;

import org.jspecify.annotations.NullMarked;
