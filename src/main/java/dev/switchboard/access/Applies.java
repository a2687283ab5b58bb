package dev.switchboard.access;

import org.jspecify.annotations.Nullable;

/**
 * Which calls a limit or a budget is for: those that meet every condition that it has.
 *
 * @param projectId the key's project; null for any
 * @param keyId the key; null for any
 * @param model pattern of {@code provider/model} as it is asked, see {@link ModelPattern}; null for
 *     any
 * @param tag one that the call must bear; null for any
 */
public record Applies(
    @Nullable String projectId, @Nullable String keyId, @Nullable String model, @Nullable Tag tag) {
  /** To every call. */
  public static final Applies ALL = new Applies(null, null, null, null);

  /** The longest pattern or tag, as long as what a call may say. */
  private static final int LONGEST = 500;

  public Applies {
    if (model != null && (model.isBlank() || model.length() > LONGEST)) {
      throw new IllegalArgumentException(
          "model pattern of " + model.length() + " characters (expected: 1 to " + LONGEST + ")");
    }
  }

  /** A tag's name and value. */
  public record Tag(String name, String value) {
    public Tag {
      if (name.isBlank() || name.length() > LONGEST || value.length() > LONGEST) {
        throw new IllegalArgumentException(
            "tag of %d and %d characters (expected: a name of 1 to %d, a value of at most as many)"
                .formatted(name.length(), value.length(), LONGEST));
      }
    }

    @Override
    public String toString() {
      return name + "=" + value;
    }
  }

  /** Whether all but the condition on the model are met. */
  public boolean toCaller(Caller caller) {
    VirtualKey key = caller.key();
    return (projectId == null || projectId.equals(key.projectId()))
        && (keyId == null || keyId.equals(key.id()))
        && (tag == null || tag.value().equals(caller.tags().get(tag.name())));
  }

  /** Whether the condition on the model is met by {@code provider/model}. */
  public boolean toModel(String target) {
    return model == null || ModelPattern.matches(model, target);
  }

  /** The conditions, for people: {@code project prj_1, model openai/*}. */
  public String text() {
    StringBuilder text = new StringBuilder();
    append(text, "project ", projectId);
    append(text, "key ", keyId);
    append(text, "model ", model);
    append(text, "tag ", tag);
    return text.isEmpty() ? "all calls" : text.toString();
  }

  private static void append(StringBuilder text, String what, @Nullable Object value) {
    if (value != null) {
      text.append(text.isEmpty() ? "" : ", ").append(what).append(value);
    }
  }
}
