/** What a call did and what it cost: traces, spans, prices, the call record. */
@NullMarked
package dev.switchboard.trace;

import org.jspecify.annotations.NullMarked;
