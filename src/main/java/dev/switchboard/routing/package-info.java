/** From a requested model to an ordered plan of targets, with the decision explained. */
@NullMarked
package dev.switchboard.routing;

import org.jspecify.annotations.NullMarked;
