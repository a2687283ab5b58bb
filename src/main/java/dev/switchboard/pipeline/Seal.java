package dev.switchboard.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must not be readable in the database: AES-256-GCM, bound to its project and key.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class Seal {
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;
  private final SecureRandom random;

  /**
   * @param secret 32 bytes
   */
  public Seal(byte[] secret, SecureRandom random) {
    if (secret.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key of " + secret.length + " bytes (expected: " + KEY_BYTES + ")");
    }
    this.key = new SecretKeySpec(secret, "AES");
    this.random = random;
  }

  /**
   * Encrypts.
   *
   * @param owner whose it is; {@link #open} needs the same
   */
  SealedThoughts close(String owner, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(plain);
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
      return new SealedThoughts(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt with " + TRANSFORMATION, e);
    }
  }

  /** Encrypts, as {@link #close} does; {@link #unsealed} opens it. */
  public byte[] sealed(String owner, byte[] plain) {
    return close(owner, plain).bytes();
  }

  /** Decrypts, as {@link #open} does. */
  public Optional<byte[]> unsealed(String owner, byte[] sealed) {
    return open(owner, new SealedThoughts(sealed));
  }

  /** Decrypts; empty if it was changed, is another owner's or was sealed under another key. */
  Optional<byte[]> open(String owner, SealedThoughts sealed) {
    byte[] all = sealed.bytes();
    if (all.length < NONCE_BYTES) {
      return Optional.empty();
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), owner);
      return Optional.of(cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES));
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "Seal[not shown]";
  }
}
