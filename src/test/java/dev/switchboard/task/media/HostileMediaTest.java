package dev.switchboard.task.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut anywhere, and pictures that say they are larger than any memory. */
class HostileMediaTest {
  private static byte[] picture(String format) throws IOException {
    BufferedImage image = new BufferedImage(120, 90, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 90; i++) {
      graphics.setColor(new Color(i * 2, 255 - i, i * 7 % 256));
      graphics.drawLine(0, i, i * 13 % 120, i * 29 % 90);
    }
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** A photo with a small picture of its own in its head, as cameras make them. */
  private static byte[] photo() throws IOException {
    byte[] inner = picture("jpeg");
    byte[] outer = picture("jpeg");
    ByteBuffer file = ByteBuffer.allocate(outer.length + inner.length + 10);
    file.put(outer, 0, 2).putShort((short) 0xFFE1).putShort((short) (inner.length + 8));
    file.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(inner);
    return file.put(outer, 2, outer.length - 2).array();
  }

  private static boolean isWhole(byte[] file) {
    return FileEnd.isThere(Sniff.type(file).orElseThrow(), file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "photo"})
  void knowsAPictureThatIsCutAnywhere(String form) throws IOException {
    byte[] whole = form.equals("photo") ? photo() : picture(form);
    assertThat(isWhole(whole)).isTrue();
    for (int length = 16; length < whole.length - 1; length += 7) {
      assertThat(isWhole(Arrays.copyOf(whole, length))).as("of %s bytes", length).isFalse();
    }
  }

  @Test
  void takesPicturesWithSomethingBehindThem() throws IOException {
    for (String form : new String[] {"png", "jpeg"}) {
      byte[] whole = picture(form);
      assertThat(isWhole(Arrays.copyOf(whole, whole.length + 5_000))).as(form).isTrue();
    }
  }

  @Test
  void knowsAFilmThatIsCut() {
    ByteBuffer film = ByteBuffer.allocate(124);
    film.putInt(24).put("ftypisom".getBytes(StandardCharsets.US_ASCII)).position(24);
    film.putInt(100).put("mdat".getBytes(StandardCharsets.US_ASCII));
    assertThat(Sniff.type(film.array())).contains("video/mp4");
    assertThat(isWhole(film.array())).isTrue();
    assertThat(isWhole(Arrays.copyOf(film.array(), 123))).isFalse();
    assertThat(isWhole(Arrays.copyOf(film.array(), 27))).isFalse();
  }

  @Test
  void knowsADocumentThatIsCut() {
    byte[] pdf =
        ("%PDF-1.4\n" + "0 0 m ".repeat(2_000) + "\n%%EOF\n").getBytes(StandardCharsets.US_ASCII);
    assertThat(isWhole(pdf)).isTrue();
    assertThat(isWhole(Arrays.copyOf(pdf, pdf.length - 4))).isFalse();
  }

  @Test
  void readsTheSizeThatAPictureSays() throws IOException {
    for (String form : new String[] {"png", "jpeg", "gif"}) {
      assertThat(PictureSize.of("image/" + form, picture(form))).as(form).isEqualTo(120 * 90);
    }
    assertThat(PictureSize.of("image/jpeg", photo())).isEqualTo(120 * 90);
    byte[] webp = dev.switchboard.wire.Webp.lossless(300, 2, new int[600]);
    assertThat(PictureSize.of("image/webp", webp)).isEqualTo(600);
    ByteBuffer extended = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    extended.put("RIFF....WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).position(24);
    extended.put(new byte[] {-1, -1, 0, (byte) 0x0F, 0x27, 0});
    assertThat(PictureSize.of("image/webp", extended.array())).isEqualTo(65_536L * 10_000);
    ByteBuffer lossy = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    lossy.put("RIFF....WEBPVP8 ".getBytes(StandardCharsets.US_ASCII)).position(26);
    lossy.putShort((short) 640).putShort((short) 480);
    assertThat(PictureSize.of("image/webp", lossy.array())).isEqualTo(640 * 480);
  }

  @Test
  void readsNoSizeOutOfRubbish() {
    byte[] rubbish = new byte[64];
    new java.util.SplittableRandom(1).nextBytes(rubbish);
    for (String type : new String[] {"image/png", "image/jpeg", "image/gif", "image/webp"}) {
      for (int length = 0; length <= rubbish.length; length++) {
        assertThat(PictureSize.of(type, Arrays.copyOf(rubbish, length))).isNotNegative();
      }
    }
  }
}
