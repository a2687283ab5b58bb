/**
 * Who may call: projects, virtual keys, scopes, admission. Ports for their storage.
 *
 * <p>Start with {@link dev.switchboard.access.KeyRing#authenticate} (text to key) and {@link
 * dev.switchboard.access.Gate#admit} (key to admission). The room knows neither SQL nor HTTP.
 */
@NullMarked
package dev.switchboard.access;

import org.jspecify.annotations.NullMarked;
