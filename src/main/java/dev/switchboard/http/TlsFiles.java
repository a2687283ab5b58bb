package dev.switchboard.http;

import java.nio.file.Path;

/**
 * What a server proves itself with.
 *
 * @param certificateChain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS#8, not encrypted
 */
public record TlsFiles(Path certificateChain, Path privateKey) {}
