@NullMarked
package dev.switchboard.realtime;

import org.jspecify.annotations.NullMarked;
