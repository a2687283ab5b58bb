/** Models: capabilities, limits, prices, aliases, and how a name is resolved. */
@NullMarked
package dev.switchboard.catalog;

import org.jspecify.annotations.NullMarked;
