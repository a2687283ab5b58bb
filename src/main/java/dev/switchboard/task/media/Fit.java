package dev.switchboard.task.media;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.Wav;
import dev.switchboard.wire.Webp;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Brings what a provider made into the form that was asked for, where nothing is lost by it. */
final class Fit {
  private static final Pattern RATE = Pattern.compile("rate=(\\d{4,6})");
  private static final int USUAL_RATE = 24_000;

  /** The most pixels of a picture that is written anew. */
  private static final long MOST_PIXELS = 32 << 20;

  private Fit() {}

  /**
   * A sound of the wanted type.
   *
   * @param type as the schema says, with a rate if that matters
   * @param asked the form that the provider was asked for
   * @throws FailureException with {@link Failure.Unsupported} if it cannot be had from this one
   */
  static Blob sound(Blob made, String type, String asked) {
    String wanted = Formats.ofSound(type);
    Optional<String> real = Sniff.type(made.bytes());
    Blob fit;
    if (wanted.equals("wav") || wanted.equals("pcm")) {
      fit = samples(made, wanted, real, asked);
    } else if (real.isPresent() && Sniff.canonical(Formats.type(wanted)).equals(real.get())) {
      fit = new Blob(Formats.type(wanted), made.bytes());
    } else {
      throw other(type, real.orElse(made.mimeType()));
    }
    Matcher rate = RATE.matcher(type);
    if (rate.find() && !rate.group(1).equals(rateOf(fit))) {
      throw other(type, Formats.bare(fit.mimeType()) + " of " + rateOf(fit) + " samples a second");
    }
    return fit;
  }

  private static Blob samples(Blob made, String wanted, Optional<String> real, String asked) {
    boolean wav = wanted.equals("wav");
    if (real.filter("audio/wav"::equals).isPresent()) {
      WavFile file =
          WavFile.read(made.bytes()).orElseThrow(() -> other("audio/wav", "a WAV without samples"));
      if (wav) {
        return new Blob("audio/wav;rate=" + file.rate(), file.whole(made.bytes()));
      }
      if (!file.plain()) {
        throw other("audio/pcm", "audio/wav of another form than 16 bits and one channel");
      }
      return new Blob("audio/pcm;rate=" + file.rate(), file.samples(made.bytes()));
    }
    boolean plain = asked.equals("pcm") && made.size() % 2 == 0;
    if (!plain) {
      throw other(Formats.type(wanted), real.orElse(made.mimeType()));
    }
    Matcher said = RATE.matcher(made.mimeType());
    int rate = said.find() ? Integer.parseInt(said.group(1)) : USUAL_RATE;
    return wav
        ? new Blob("audio/wav;rate=" + rate, Wav.of(made.bytes(), rate))
        : new Blob("audio/pcm;rate=" + rate, made.bytes());
  }

  private static String rateOf(Blob sound) {
    Matcher rate = RATE.matcher(sound.mimeType());
    return rate.find() ? rate.group(1) : "an unknown number of";
  }

  /**
   * A picture of the wanted type.
   *
   * @throws FailureException with {@link Failure.Unsupported} if it cannot be had from this one
   */
  static Blob picture(byte[] made, String type) {
    String real = Sniff.type(made).orElse("");
    if (!real.startsWith("image/") || !FileEnd.isThere(real, made)) {
      throw other(type, real.isEmpty() ? "no picture" : "a " + real + " that is not whole");
    }
    if (Formats.bare(type).equals("image/*") || Sniff.agree(type, real)) {
      return new Blob(real, made);
    }
    String wanted = Formats.ofImage(type);
    if (wanted.equals("jpeg")) {
      throw other(type, real);
    }
    return new Blob(
        Formats.type(wanted), rewritten(made, wanted).orElseThrow(() -> other(type, real)));
  }

  /** The same pixels as PNG or WebP; empty for a form that cannot be read or written here. */
  private static Optional<byte[]> rewritten(byte[] made, String wanted) {
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(made))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        boolean webp = wanted.equals("webp");
        if ((long) width * height > MOST_PIXELS
            || (webp && Math.max(width, height) > Webp.MOST_SIDE)) {
          return Optional.empty();
        }
        BufferedImage image = reader.read(0);
        return Optional.of(
            webp
                ? Webp.lossless(width, height, image.getRGB(0, 0, width, height, null, 0, width))
                : png(image));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException _) {
      // The decoders of the platform answer damaged files with all kinds of exceptions.
      return Optional.empty();
    }
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", stream);
    }
    return out.toByteArray();
  }

  private static FailureException other(String wanted, String had) {
    return new FailureException(
        new Failure.Unsupported(
            "contentMediaType",
            wanted
                + " cannot be had from this model (expected: a schema with what it makes, "
                + had
                + ")"));
  }
}
