package dev.switchboard.task.media;

import org.jspecify.annotations.Nullable;

/**
 * Who does what in a call; null where nobody is needed.
 *
 * @param transcriber writes sounds down before anything else
 * @param writer converses: it writes the text, and in words what is to be spoken and drawn
 * @param hears whether the writer gets the sounds themselves
 * @param converser hears, answers in words and speaks them, all in one
 * @param edits whether the pictures of the input are what is drawn upon
 */
record Roles(
    @Nullable Choice transcriber,
    @Nullable Choice writer,
    boolean hears,
    @Nullable Choice converser,
    @Nullable Choice speaker,
    @Nullable Choice drawer,
    boolean edits,
    @Nullable Choice embedder) {}
