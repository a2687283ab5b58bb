package dev.switchboard.provider.sandbox;

import dev.switchboard.wire.Webp;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pixels with red, green, blue and alpha. */
final class Canvas {
  /** The most pixels that a picture may have; a small file may claim to be a huge one. */
  static final int MAX_PIXELS = 16 << 20;

  /** Of the platform's formats those that callers send; others may hold far more than they say. */
  private static final Set<String> READ = Set.of("png", "jpeg", "gif", "bmp");

  private final int width;
  private final int height;
  private final int[] pixels;

  /** A clear one. */
  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.pixels = new int[width * height];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** One colour above, another below, and all between. */
  void ground(int top, int bottom) {
    for (int y = 0; y < height; y++) {
      int color = 0xFF000000 | mixed(top, bottom, height == 1 ? 0 : (double) y / (height - 1));
      Arrays.fill(pixels, y * width, (y + 1) * width, color);
    }
  }

  /** Fills a shape with soft edges. */
  void fill(Shape shape, int color, double opacity) {
    double reach = shape.radius() + 1;
    int left = (int) Math.max(0, shape.x() - reach);
    int right = (int) Math.min(width - 1, shape.x() + reach);
    int top = (int) Math.max(0, shape.y() - reach);
    int bottom = (int) Math.min(height - 1, shape.y() + reach);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double share = opacity * Math.clamp(0.5 - shape.distance(x + 0.5, y + 0.5), 0.0, 1.0);
        if (share > 0) {
          blend(y * width + x, color, share);
        }
      }
    }
  }

  private void blend(int at, int color, double share) {
    int under = pixels[at];
    double alpha = (under >>> 24) / 255.0;
    double sum = share + alpha * (1 - share);
    int mixed = mixed(under, color, share / sum);
    pixels[at] = (int) Math.round(sum * 255) << 24 | mixed;
  }

  private static int mixed(int from, int to, double share) {
    int result = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double a = from >> shift & 0xFF;
      double b = to >> shift & 0xFF;
      result |= (int) Math.round(a + (b - a) * share) << shift;
    }
    return result;
  }

  /** This picture with another size. */
  Canvas scaled(int newWidth, int newHeight) {
    Canvas scaled = new Canvas(newWidth, newHeight);
    for (int y = 0; y < newHeight; y++) {
      int row = (int) ((long) y * height / newHeight) * width;
      for (int x = 0; x < newWidth; x++) {
        scaled.pixels[y * newWidth + x] = pixels[row + (int) ((long) x * width / newWidth)];
      }
    }
    return scaled;
  }

  /** Takes back what was drawn where the mask, of the same size, is not clear. */
  void keep(Canvas original, Canvas mask) {
    for (int i = 0; i < pixels.length; i++) {
      if (mask.pixels[i] >>> 24 != 0) {
        pixels[i] = original.pixels[i];
      }
    }
  }

  Canvas copy() {
    return scaled(width, height);
  }

  byte[] png() {
    return written("png", image(BufferedImage.TYPE_INT_ARGB), -1);
  }

  byte[] webp() {
    return Webp.lossless(width, height, pixels);
  }

  /**
   * A JPEG, clear places white.
   *
   * @param quality 0 to 100
   */
  byte[] jpeg(int quality) {
    BufferedImage image = image(BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < pixels.length; i++) {
      double alpha = (pixels[i] >>> 24) / 255.0;
      image.setRGB(i % width, i / width, mixed(0xFFFFFF, pixels[i], alpha));
    }
    return written("jpeg", image, quality);
  }

  private BufferedImage image(int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    return image;
  }

  private static byte[] written(String format, BufferedImage image, int quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (quality >= 0) {
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(quality / 100f);
      }
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** Reads a PNG, JPEG, GIF or BMP; empty for anything else, and for one that is too large. */
  static Optional<Canvas> read(byte[] file) {
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        if (!READ.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          return Optional.empty();
        }
        // What stands beside the pixels may be packed, and large.
        reader.setInput(in, true, true);
        if ((long) reader.getWidth(0) * reader.getHeight(0) > MAX_PIXELS) {
          return Optional.empty();
        }
        BufferedImage image = reader.read(0);
        Canvas canvas = new Canvas(image.getWidth(), image.getHeight());
        image.getRGB(0, 0, canvas.width, canvas.height, canvas.pixels, 0, canvas.width);
        return Optional.of(canvas);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException _) {
      // The decoders of the platform answer damaged files with all kinds of exceptions.
      return Optional.empty();
    }
  }
}
