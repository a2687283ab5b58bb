package dev.switchboard.ir;

import java.util.List;
import java.util.Objects;

/** Whether and which tool must be called. */
public sealed interface ToolChoice {
  /** The model decides. */
  record Auto() implements ToolChoice {}

  /** No tool may be called. */
  record None() implements ToolChoice {}

  /** Some tool must be called. */
  record Required() implements ToolChoice {}

  /** This tool must be called. */
  record Named(String name) implements ToolChoice {
    public Named {
      Objects.requireNonNull(name);
    }
  }

  /** Only these tools may be called; one of them must be, if {@code required}. */
  record Allowed(List<String> names, boolean required) implements ToolChoice {
    public Allowed {
      names = List.copyOf(names);
    }
  }
}
