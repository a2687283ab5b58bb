/** The native API's engine: functions, schemas, the structured-output ladder, typed streaming. */
@NullMarked
package dev.switchboard.task;

import org.jspecify.annotations.NullMarked;
