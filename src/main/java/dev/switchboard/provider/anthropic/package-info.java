/** Providers that speak Anthropic's Messages dialect. */
@NullMarked
package dev.switchboard.provider.anthropic;

import org.jspecify.annotations.NullMarked;
