package dev.switchboard.json;

import java.util.Optional;

/**
 * A word in a schema that is neither a keyword nor a known annotation; most often a typing error
 * that would switch a check off in silence.
 *
 * @param pointer RFC 6901 pointer of the word, in the document the schema came with
 * @param keyword the word
 * @param nearest the keyword that was probably meant
 */
public record UnknownKeyword(String pointer, String keyword, Optional<String> nearest) {}
