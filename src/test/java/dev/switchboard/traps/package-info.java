@NullMarked
package dev.switchboard.traps;

import org.jspecify.annotations.NullMarked;
