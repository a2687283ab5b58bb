/** Who may call: projects, virtual keys, scopes, admission. Ports for their storage. */
@NullMarked
package dev.switchboard.access;

import org.jspecify.annotations.NullMarked;
