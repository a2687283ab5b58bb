package dev.switchboard.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be reached on somebody else's word: those of the public internet, and what
 * the operator adds.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4 registry</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6 registry</a>
 */
public final class AddressPolicy {
  private static final List<AddressBlock> REFUSED_V4 =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          // The address at which one large cloud answers its machines.
          "168.63.129.16/32",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  private static final AddressBlock PUBLIC_V6 = AddressBlock.parse("2000::/3");

  /** IPv6 ranges that are special although they lie among the public ones. */
  private static final List<AddressBlock> REFUSED_V6 =
      blocks("2001::/23", "2001:db8::/32", "3fff::/20");

  /** IPv6 ranges whose last, or in 6to4 middle, four bytes are an IPv4 address. */
  private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");

  private static final AddressBlock MAPPED = AddressBlock.parse("::ffff:0:0/96");
  private static final AddressBlock SIX_TO_FOUR = AddressBlock.parse("2002::/16");

  /** The public internet and nothing else. */
  public static final AddressPolicy PUBLIC = new AddressPolicy(List.of());

  private final List<AddressBlock> allowed;

  private AddressPolicy(List<AddressBlock> allowed) {
    this.allowed = allowed;
  }

  /**
   * The public internet and these addresses or blocks, for example {@code 10.1.2.0/24}.
   *
   * @throws IllegalArgumentException naming what is not an address block
   */
  public static AddressPolicy publicAnd(List<String> blocks) {
    return new AddressPolicy(blocks.stream().map(AddressBlock::parse).toList());
  }

  /** Whether an address may be reached. */
  public boolean allows(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (AddressBlock block : allowed) {
      if (block.contains(bytes)) {
        return true;
      }
    }
    return isPublic(bytes);
  }

  private static boolean isPublic(byte[] bytes) {
    if (bytes.length == 4) {
      return !isIn(REFUSED_V4, bytes);
    }
    if (NAT64.contains(bytes) || MAPPED.contains(bytes)) {
      return isPublic(Arrays.copyOfRange(bytes, 12, 16));
    }
    if (SIX_TO_FOUR.contains(bytes)) {
      return isPublic(Arrays.copyOfRange(bytes, 2, 6));
    }
    return PUBLIC_V6.contains(bytes) && !isIn(REFUSED_V6, bytes);
  }

  private static boolean isIn(List<AddressBlock> blocks, byte[] bytes) {
    for (AddressBlock block : blocks) {
      if (block.contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Arrays.stream(texts).map(AddressBlock::parse).toList();
  }
}
