package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.ImageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws what a prompt says, as far as it can: a ground of two colours and a shape for each telling
 * word. Words for colours and shapes are taken by their meaning, others by chance that is always
 * the same.
 */
final class Painter {
  private static final int MOST_SHAPES = 12;

  private static final Map<String, Integer> COLORS =
      Map.ofEntries(
          Map.entry("red", 0xD93A36),
          Map.entry("orange", 0xF08A24),
          Map.entry("yellow", 0xF4CF3C),
          Map.entry("green", 0x3E9B4F),
          Map.entry("blue", 0x2F6FD6),
          Map.entry("purple", 0x7C4DBE),
          Map.entry("pink", 0xEB7FB0),
          Map.entry("brown", 0x8A5A33),
          Map.entry("black", 0x1B1B1F),
          Map.entry("white", 0xF7F7F4),
          Map.entry("gray", 0x8C8F94),
          Map.entry("grey", 0x8C8F94),
          Map.entry("gold", 0xD4A72C));

  private static final Map<String, Shape.Kind> SHAPES =
      Map.ofEntries(
          Map.entry("circle", Shape.Kind.DISC),
          Map.entry("ball", Shape.Kind.DISC),
          Map.entry("sun", Shape.Kind.DISC),
          Map.entry("moon", Shape.Kind.DISC),
          Map.entry("square", Shape.Kind.BOX),
          Map.entry("box", Shape.Kind.BOX),
          Map.entry("house", Shape.Kind.BOX),
          Map.entry("triangle", Shape.Kind.TRIANGLE),
          Map.entry("mountain", Shape.Kind.TRIANGLE),
          Map.entry("tree", Shape.Kind.TRIANGLE),
          Map.entry("ring", Shape.Kind.RING),
          Map.entry("wheel", Shape.Kind.RING));

  private static final List<Shape.Kind> KINDS = List.of(Shape.Kind.values());

  private final List<String> words;
  private final RandomGenerator chance;
  private final List<Integer> colors = new ArrayList<>();

  /**
   * @param number of the picture among those of one request: each is another
   */
  Painter(String prompt, int number) {
    this.words = Words.of(prompt).stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    this.chance = new SplittableRandom(Embedder.hash(prompt) + number);
    for (String word : words) {
      Integer color = COLORS.get(word);
      if (color != null && !colors.contains(color)) {
        colors.add(color);
      }
    }
  }

  /** A picture with a ground; its ground is clear when the background is to be transparent. */
  Canvas picture(ImageRequest.Size size, boolean clear) {
    Canvas canvas = new Canvas(size.width(), size.height());
    if (!clear) {
      int top = pale(nextColor());
      int bottom = pale(nextColor());
      canvas.ground(top, bottom);
    }
    draw(canvas, 1.0);
    return canvas;
  }

  /** Draws over what is there. */
  void draw(Canvas canvas, double opacity) {
    Set<String> meaningless = COLORS.keySet();
    List<String> things =
        words.stream()
            .filter(word -> Words.isTelling(word) && !meaningless.contains(word))
            .distinct()
            .limit(MOST_SHAPES)
            .toList();
    for (String thing : things.isEmpty() ? List.of("circle") : things) {
      Shape.Kind kind =
          Optional.ofNullable(SHAPES.get(thing))
              .orElseGet(() -> KINDS.get(chance.nextInt(KINDS.size())));
      double side = Math.min(canvas.width(), canvas.height());
      canvas.fill(
          new Shape(
              kind,
              canvas.width() * chance.nextDouble(0.15, 0.85),
              canvas.height() * chance.nextDouble(0.15, 0.85),
              side * chance.nextDouble(0.08, 0.24)),
          nextColor(),
          opacity);
    }
  }

  /** The prompt's colours in turn, then any. */
  private int nextColor() {
    if (!colors.isEmpty()) {
      int color = colors.removeFirst();
      colors.addLast(color);
      return color;
    }
    return hue(chance.nextDouble());
  }

  private static int pale(int color) {
    int red = (color >> 16 & 0xFF) / 2 + 127;
    int green = (color >> 8 & 0xFF) / 2 + 127;
    int blue = (color & 0xFF) / 2 + 127;
    return red << 16 | green << 8 | blue;
  }

  private static int hue(double turn) {
    return channel(turn) << 16 | channel(turn + 1 / 3.0) << 8 | channel(turn + 2 / 3.0);
  }

  private static int channel(double turn) {
    return (int) (140 + 100 * Math.cos(2 * Math.PI * turn));
  }
}
