/** The command line and the wiring: sees everything, is seen by nobody. */
@NullMarked
package dev.switchboard.app;

import org.jspecify.annotations.NullMarked;
