package dev.switchboard.admin;

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
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credential of the management API; only its SHA-256 is kept in memory.
 *
 * <p>Compared in constant time. Another one than a caller's key: neither opens the other's door.
 */
public final class AdminToken {
  /** The file's name in the data folder. */
  public static final String FILE = "admin-token";

  /** The environment variable that sets it instead. */
  public static final String VARIABLE = "SWITCHBOARD_ADMIN_TOKEN";

  /** The fewest characters of a token that the operator chose. */
  public static final int MIN_LENGTH = 16;

  private static final int MAX_LENGTH = 512;
  private static final int RANDOM_BYTES = 32;
  private static final Set<StandardOpenOption> WRITE_NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final byte[] digest;
  private final String source;

  private AdminToken(String token, String source) {
    this.digest = sha256(token);
    this.source = source;
  }

  /**
   * The operator's token, else that of the data folder, which is made when there is none: 256
   * random bits, readable by its owner only.
   *
   * @param given what {@value #VARIABLE} says; null when it says nothing
   * @throws AdminTokenException if it cannot be used, read or written
   */
  public static AdminToken open(Path dataFolder, @Nullable String given) {
    if (given != null) {
      return new AdminToken(checked(given, "environment " + VARIABLE), "environment " + VARIABLE);
    }
    Path file = dataFolder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      return new AdminToken(checked(text, file.toString()), file.toString());
    } catch (IOException e) {
      throw new AdminTokenException(
          "the admin credential " + file + " cannot be read or written: " + e, e);
    }
  }

  /** Whether this is the token; takes as long for a wrong one as for the right one. */
  public boolean matches(String presented) {
    return presented.length() <= MAX_LENGTH && MessageDigest.isEqual(digest, sha256(presented));
  }

  /** Where it was read: a file, or {@code environment} and the variable. */
  public String source() {
    return source;
  }

  @Override
  public String toString() {
    return "AdminToken[from " + source + "]";
  }

  private static String checked(String token, String where) {
    boolean printable = token.chars().allMatch(c -> c > ' ' && c <= '~');
    if (token.length() < MIN_LENGTH || token.length() > MAX_LENGTH || !printable) {
      throw new AdminTokenException(
          "the admin credential from %s has %d characters%s (expected: %d to %d, visible ASCII)"
              .formatted(
                  where,
                  token.length(),
                  printable ? "" : ", blanks or control characters among them",
                  MIN_LENGTH,
                  MAX_LENGTH),
          null);
    }
    return token;
  }

  /** Writes it whole or not at all: a crash must not leave half a token. */
  private static void create(Path file) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String token = "sba-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
    Path draft = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel out = FileChannel.open(draft, WRITE_NEW, ownerOnly(file))) {
      out.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)));
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

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not in this Java", e);
    }
  }
}
