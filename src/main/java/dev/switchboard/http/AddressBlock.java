package dev.switchboard.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A range of addresses that share their first bits, as in {@code 10.0.0.0/8}. */
final class AddressBlock {
  private final byte[] base;
  private final int bits;

  private AddressBlock(byte[] base, int bits) {
    this.base = base;
    this.bits = bits;
  }

  /**
   * Reads the usual notation; a single address is a block of one.
   *
   * @throws IllegalArgumentException for anything else
   */
  static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    byte @Nullable [] base =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    int bits = -1;
    if (base != null) {
      try {
        bits = slash < 0 ? base.length * 8 : Integer.parseInt(text.substring(slash + 1));
      } catch (NumberFormatException e) {
        bits = -1;
      }
    }
    if (base == null || bits < 0 || bits > base.length * 8) {
      throw new IllegalArgumentException(
          "address block: " + text + " (expected: for example 10.0.0.0/8)");
    }
    return new AddressBlock(base, bits);
  }

  /** Whether an address literal is in the block; false for a name. */
  boolean containsLiteral(String host) {
    byte @Nullable [] address = NetUtil.createByteArrayFromIpAddressString(host);
    return address != null && contains(address);
  }

  boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  /** Whether these 4 or 16 bytes are in the block; an address of the other family never is. */
  boolean contains(byte[] address) {
    if (address.length != base.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(address, 0, whole, base, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    int mask = 0xff << (8 - rest) & 0xff;
    return rest == 0 || (address[whole] & mask) == (base[whole] & mask);
  }
}
