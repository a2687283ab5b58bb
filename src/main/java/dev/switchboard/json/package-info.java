/** The one configured JSON mapper, JSON pointers, schema validation and token-level patching. */
@NullMarked
package dev.switchboard.json;

import org.jspecify.annotations.NullMarked;
