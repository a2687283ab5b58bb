package dev.switchboard.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The secret under which key texts are hashed, so that a stolen database alone is of no use.
 *
 * <p>32 random bytes in the file {@value #FILE} of the data folder, readable by its owner only. A
 * fingerprint of it stands in the database: a pepper that is lost or is another's stops the start
 * instead of making every key invalid.
 */
public final class Pepper {
  /** The file's name in the data folder. */
  public static final String FILE = "key-pepper";

  private static final int LENGTH = 32;
  private static final int BLOCK = 64;
  private static final String ALGORITHM = "SHA-256";
  private static final String SETTING = "key_pepper_fingerprint";

  private static final Set<StandardOpenOption> WRITE_NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  // HMAC by hand (RFC 2104): javax.crypto checks the signatures of its providers at the first use,
  // which takes longer than everything else at the start of this room.
  private final MessageDigest inner;
  private final MessageDigest outer;

  private Pepper(byte[] bytes) {
    this.inner = begun(bytes, 0x36);
    this.outer = begun(bytes, 0x5c);
  }

  /**
   * A pepper from the configuration: what several processes on one database share.
   *
   * @param hex 64 hexadecimal digits
   * @throws PepperException if it is something else or not the one that the database knows
   */
  public static Pepper ofHex(String hex, Settings settings) {
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(hex.strip());
    } catch (IllegalArgumentException e) {
      throw new PepperException("the key pepper is not hexadecimal (expected: 64 digits)");
    }
    if (bytes.length != LENGTH) {
      throw new PepperException(
          "the key pepper has %d bytes (expected: %d, as 64 hexadecimal digits)"
              .formatted(bytes.length, LENGTH));
    }
    return new Pepper(bytes).known("the configured key pepper", settings);
  }

  /**
   * The pepper of a data folder; made when there is none yet.
   *
   * @throws PepperException if it is missing although the database knows one, is another's or
   *     cannot be read or written
   */
  public static Pepper open(Path dataFolder, Settings settings) {
    Path file = dataFolder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        Optional<String> known = settings.find(SETTING);
        if (known.isPresent()) {
          throw new PepperException(
              file
                  + " is missing, without which no key of this database can be checked"
                  + " (expected: restore it from the backup of the data folder)");
        }
        create(file);
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length != LENGTH) {
        throw new PepperException(
            "%s has %d bytes (expected: %d)".formatted(file, bytes.length, LENGTH));
      }
      return new Pepper(bytes).known(file.toString(), settings);
    } catch (IOException e) {
      throw new PepperException(file + " cannot be read or written: " + e.getMessage(), e);
    }
  }

  /** The keyed hash of a whole key text. */
  public KeyHash hash(String keyText) {
    return KeyHash.of(hmac(keyText.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A secret for another purpose; says nothing of the pepper itself.
   *
   * @param purpose different purposes give unrelated secrets
   * @return 32 bytes
   */
  public byte[] derive(String purpose) {
    return hmac(("derive\0" + purpose).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Pepper[not shown]";
  }

  private Pepper known(String origin, Settings settings) {
    byte[] mark = hmac("fingerprint".getBytes(StandardCharsets.UTF_8));
    String fingerprint = HexFormat.of().formatHex(mark, 0, 8);
    if (!settings.insertIfAbsent(SETTING, fingerprint).equals(fingerprint)) {
      throw new PepperException(
          origin
              + " is not the one under which this database's keys are hashed"
              + " (expected: the one that was used with it before)");
    }
    return this;
  }

  private byte[] hmac(byte[] message) {
    return fresh(outer).digest(fresh(inner).digest(message));
  }

  private static MessageDigest fresh(MessageDigest begun) {
    try {
      return (MessageDigest) begun.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + " of this Java cannot be cloned", e);
    }
  }

  /** A digest that has read the pepper, filled up to a block with one byte. */
  private static MessageDigest begun(byte[] bytes, int pad) {
    try {
      byte[] block = new byte[BLOCK];
      for (int i = 0; i < BLOCK; i++) {
        block[i] = (byte) ((i < bytes.length ? bytes[i] : 0) ^ pad);
      }
      MessageDigest digest = MessageDigest.getInstance(ALGORITHM);
      digest.update(block);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(ALGORITHM + " is not in this Java", e);
    }
  }

  /** Writes it whole or not at all: a crash must not leave half a pepper. */
  private static void create(Path file) throws IOException {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    Path draft = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel out = FileChannel.open(draft, WRITE_NEW, ownerOnly(file))) {
      out.write(ByteBuffer.wrap(bytes));
      out.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
