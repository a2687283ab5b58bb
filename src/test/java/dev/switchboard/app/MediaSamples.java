package dev.switchboard.app;

import dev.switchboard.json.Json;
import dev.switchboard.wire.Wav;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Media that are what they say they are, and the platform's own decoders to look at others. */
final class MediaSamples {
  private MediaSamples() {}

  static byte[] picture(String format, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A second of silence. */
  static byte[] silence() {
    return Wav.of(new byte[48_000], 24_000);
  }

  static byte[] pdf() {
    return "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] video() {
    byte[] file = new byte[64];
    byte[] head = "\0\0\0\u0018ftypmp42".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, file, 0, head.length);
    return file;
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] decoded(JsonNode base64) {
    return Base64.getDecoder().decode(base64.stringValue());
  }

  /** The picture in base64, as the platform reads it. */
  static BufferedImage image(JsonNode base64) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(decoded(base64)));
      if (image == null) {
        throw new AssertionError("no picture");
      }
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sound in base64, as the platform reads it: how many seconds it lasts. */
  static double seconds(JsonNode base64) {
    try (AudioInputStream sound =
        AudioSystem.getAudioInputStream(new ByteArrayInputStream(decoded(base64)))) {
      int frame = sound.getFormat().getFrameSize();
      return sound.readAllBytes().length / (double) frame / sound.getFormat().getFrameRate();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnsupportedAudioFileException e) {
      throw new AssertionError("no sound", e);
    }
  }

  /** The schema of media. */
  static ObjectNode media(String type) {
    return Json.object()
        .put("type", "string")
        .put("contentMediaType", type)
        .put("contentEncoding", "base64");
  }

  /** The schema of an object with one required property. */
  static ObjectNode object(String name, JsonNode schema) {
    ObjectNode object = Json.object().put("type", "object");
    object.putObject("properties").set(name, schema);
    object.putArray("required").add(name);
    return object;
  }

  /** The same with one more. */
  static ObjectNode and(ObjectNode object, String name, JsonNode schema) {
    ((ObjectNode) object.get("properties")).set(name, schema);
    object.withArray("required").add(name);
    return object;
  }

  static ObjectNode text() {
    return Json.object().put("type", "string");
  }
}
