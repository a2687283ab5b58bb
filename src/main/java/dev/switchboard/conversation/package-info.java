/**
 * What callers may come back to: kept answers and what they answered. Knows no dialect; start with
 * {@link dev.switchboard.conversation.Turns}.
 */
@NullMarked
package dev.switchboard.conversation;

import org.jspecify.annotations.NullMarked;
