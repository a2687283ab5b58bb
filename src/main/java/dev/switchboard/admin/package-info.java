/**
 * The management API {@code /management/v1} behind the command line and the console.
 *
 * <p>{@link dev.switchboard.admin.AdminSurface} finds the route; there is one class per noun, each
 * of which lists its routes. What answers is behind ports: this room knows neither SQL nor the
 * configuration file. The contract is {@code docs/openapi/management.yaml}, and a test holds the
 * routes against it.
 */
@NullMarked
package dev.switchboard.admin;

import org.jspecify.annotations.NullMarked;
