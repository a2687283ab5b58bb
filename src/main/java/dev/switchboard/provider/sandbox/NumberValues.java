package dev.switchboard.provider.sandbox;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Numbers within the bounds of a flat schema. */
final class NumberValues {
  /** Digits before or behind the point beyond which numbers are left alone. */
  private static final int LONGEST = 400;

  private static final int VARIANTS = 64;

  private final @Nullable BigDecimal least;
  private final @Nullable BigDecimal most;
  private final @Nullable BigDecimal above;
  private final @Nullable BigDecimal below;
  private final @Nullable BigDecimal step;

  NumberValues(ObjectNode schema, boolean integer) {
    this.least = bound(schema, "minimum");
    this.most = bound(schema, "maximum");
    this.above = bound(schema, "exclusiveMinimum");
    this.below = bound(schema, "exclusiveMaximum");
    BigDecimal multiple = bound(schema, "multipleOf");
    this.step =
        !integer || tooLong(multiple)
            ? multiple
            : multiple == null
                ? BigDecimal.ONE
                : Merger.leastCommonMultiple(multiple, BigDecimal.ONE);
  }

  /** Allowed numbers, the preferred ones first. */
  Stream<JsonNode> near(List<BigDecimal> preferred) {
    for (BigDecimal limit : new BigDecimal[] {least, most, above, below, step}) {
      if (tooLong(limit)) {
        return Stream.empty();
      }
    }
    return Stream.concat(preferred.stream(), raw().stream())
        .flatMap(this::snapped)
        .filter(this::within)
        .distinct()
        .map(NumberValues::node);
  }

  private List<BigDecimal> raw() {
    BigDecimal low = least == null ? above : above == null ? least : least.max(above);
    BigDecimal high = most == null ? below : below == null ? most : most.min(below);
    List<BigDecimal> raw = new ArrayList<>();
    if (low == null && high == null) {
      low = BigDecimal.ONE;
    }
    if (low != null && high != null) {
      raw.add(low.add(high).divide(BigDecimal.TWO, MathContext.DECIMAL64));
    }
    BigDecimal unit = unit(low, high);
    for (int i = 0; i < VARIANTS; i++) {
      BigDecimal away = unit.multiply(BigDecimal.valueOf(i));
      if (low != null) {
        raw.add(low.add(away));
      }
      if (high != null) {
        raw.add(high.subtract(away));
      }
    }
    return raw;
  }

  private BigDecimal unit(@Nullable BigDecimal low, @Nullable BigDecimal high) {
    if (step != null) {
      return step;
    }
    BigDecimal tight =
        low == null || high == null
            ? BigDecimal.ONE
            : high.subtract(low).divide(BigDecimal.valueOf(VARIANTS), MathContext.DECIMAL64);
    return tight.signum() > 0 && tight.compareTo(BigDecimal.ONE) < 0 ? tight : BigDecimal.ONE;
  }

  private Stream<BigDecimal> snapped(BigDecimal raw) {
    if (step == null || step.signum() <= 0) {
      return Stream.of(raw.stripTrailingZeros());
    }
    return Stream.of(RoundingMode.FLOOR, RoundingMode.CEILING)
        .map(mode -> raw.divide(step, 0, mode).multiply(step).stripTrailingZeros());
  }

  private boolean within(BigDecimal number) {
    return (least == null || number.compareTo(least) >= 0)
        && (most == null || number.compareTo(most) <= 0)
        && (above == null || number.compareTo(above) > 0)
        && (below == null || number.compareTo(below) < 0);
  }

  private static JsonNode node(BigDecimal number) {
    if (number.scale() > 0) {
      return JsonNodeFactory.instance.numberNode(number);
    }
    return number.precision() - number.scale() <= 18
        ? JsonNodeFactory.instance.numberNode(number.longValueExact())
        : JsonNodeFactory.instance.numberNode(number.toBigIntegerExact());
  }

  private static @Nullable BigDecimal bound(ObjectNode schema, String word) {
    JsonNode bound = schema.get(word);
    return bound == null || !bound.isNumber() ? null : bound.decimalValue();
  }

  private static boolean tooLong(@Nullable BigDecimal number) {
    return number != null && (Math.abs(number.scale()) > LONGEST || number.precision() > LONGEST);
  }
}
