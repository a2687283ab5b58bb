package dev.switchboard.provider.sandbox;

/**
 * A shape on a picture.
 *
 * @param x of its middle
 * @param y of its middle
 * @param radius half of its size
 */
record Shape(Kind kind, double x, double y, double radius) {
  /** Simple shapes. */
  enum Kind {
    DISC,
    BOX,
    TRIANGLE,
    RING
  }

  /** How far a point is outside; below 0 within. */
  double distance(double px, double py) {
    double dx = px - x;
    double dy = py - y;
    return switch (kind) {
      case DISC -> Math.hypot(dx, dy) - radius;
      case BOX -> Math.max(Math.abs(dx), Math.abs(dy)) - radius;
      case TRIANGLE -> Math.max(dy - radius, (2 * Math.abs(dx) - dy - radius) / Math.sqrt(5));
      case RING -> Math.abs(Math.hypot(dx, dy) - radius * 0.8) - radius * 0.2;
    };
  }
}
