package dev.switchboard.journal;

/**
 * A stretch of the log that cannot be read back.
 *
 * @param position where it begins
 * @param bytes how long it is, frame headers included
 * @param reason what was found there
 */
public record Damage(long position, long bytes, String reason) {}
