/** Java clients that others wrote, in front of a running gateway: {@code sdk-tests/run}. */
package dev.switchboard.sdk;
