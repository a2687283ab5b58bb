/**
 * The one fake provider: answers without a model, always the same to the same request, and breaks
 * in every way a real provider can when it is told to. Start at {@code SandboxProvider}.
 */
@NullMarked
package dev.switchboard.provider.sandbox;

import org.jspecify.annotations.NullMarked;
