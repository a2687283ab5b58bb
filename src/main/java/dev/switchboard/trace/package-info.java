/**
 * What a call did and what it cost: traces, spans, prices, the call record.
 *
 * <p>Start with {@link dev.switchboard.trace.CallRecord}. {@link
 * dev.switchboard.trace.CallRecordCodec} makes it bytes for the journal, {@link
 * dev.switchboard.trace.Pricer} prices it, {@link dev.switchboard.trace.Traces} and {@link
 * dev.switchboard.trace.Spend} are the questions the database answers about it.
 */
@NullMarked
package dev.switchboard.trace;

import org.jspecify.annotations.NullMarked;
