package dev.switchboard.ir;

import java.util.Arrays;
import java.util.Objects;

/** An embedding: numbers in single precision, as all providers compute them. */
public final class Vector {
  private final float[] values;

  /** Takes ownership of the values. */
  public Vector(float[] values) {
    this.values = Objects.requireNonNull(values);
  }

  /** How many numbers there are. */
  public int dimensions() {
    return values.length;
  }

  /** One number. */
  public float get(int index) {
    return values[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vector vector && Arrays.equals(values, vector.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Vector[" + values.length + " dimensions]";
  }
}
