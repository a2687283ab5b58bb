package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Strict and commented JSON: the readers agree, and what they read can be written. */
class JsonFuzz {
  @FuzzTest
  void readersAgree(byte[] bytes) {
    JsonNode strict = read(() -> Json.parseReply(bytes));
    TopLevel scanned = read(() -> TopLevel.scanReply(bytes, 0, bytes.length));
    assertThat(scanned != null).isEqualTo(strict != null && strict.isObject());

    JsonNode unique = read(() -> Json.parse(bytes));
    JsonNode commented = read(() -> Json.parseLenient(bytes));
    if (unique != null) {
      assertThat(strict).isEqualTo(unique);
      assertThat(commented).isEqualTo(unique);
      comesBack(unique);
    }
    if (commented != null) {
      comesBack(commented);
    }
  }

  /** Compared as text: {@code 1e0} is a decimal that is written as the integer 1. */
  private static void comesBack(JsonNode node) {
    assertThat(Json.text(Json.parse(Json.write(node)))).isEqualTo(Json.text(node));
  }

  private static <T> @Nullable T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (InvalidJsonException e) {
      assertThat(e.getMessage()).doesNotContain("jackson");
      return null;
    }
  }
}
