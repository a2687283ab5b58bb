/**
 * JSON: the one configured mapper, pointers, typed field reading, token-level patching, schema
 * validation, and readers for JSON that is still growing or is buried in a model's prose.
 *
 * <p>Other rooms may name Jackson's node types; how Jackson is configured is decided here only.
 * Start reading at {@link dev.switchboard.json.Json}. This room knows nothing of models, HTTP or
 * the inner language.
 */
@NullMarked
package dev.switchboard.json;

import org.jspecify.annotations.NullMarked;
