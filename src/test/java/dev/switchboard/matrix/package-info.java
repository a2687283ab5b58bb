/** Every dialect of callers in front of every dialect of providers, through a running gateway. */
@org.jspecify.annotations.NullMarked
package dev.switchboard.matrix;
