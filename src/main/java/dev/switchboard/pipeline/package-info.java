/** The one path of every call: admit, plan, attempt, validate, settle. */
@NullMarked
package dev.switchboard.pipeline;

import org.jspecify.annotations.NullMarked;
