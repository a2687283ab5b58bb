package dev.switchboard.provider.sandbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait, possibly by chance. */
sealed interface Latency {
  /** No wait. */
  Latency NONE = new Fixed(Duration.ZERO);

  /** One wait. */
  Duration draw(RandomGenerator random);

  /** Always the same. */
  record Fixed(Duration delay) implements Latency {
    @Override
    public Duration draw(RandomGenerator random) {
      return delay;
    }
  }

  /** Anything between two bounds, equally likely. */
  record Uniform(Duration least, Duration most) implements Latency {
    @Override
    public Duration draw(RandomGenerator random) {
      double share = random.nextDouble();
      return Duration.ofNanos(
          Math.round(least.toNanos() + share * (most.toNanos() - least.toNanos())));
    }
  }

  /** Like the answer times of real services: half below the median, one in a hundred above p99. */
  record LogNormal(Duration median, Duration p99) implements Latency {
    /** The 99th percentile of the standard normal distribution. */
    private static final double Z99 = 2.3263;

    private static final double LONGEST_NANOS = Duration.ofHours(1).toNanos();

    @Override
    public Duration draw(RandomGenerator random) {
      double sigma = Math.log((double) p99.toNanos() / median.toNanos()) / Z99;
      double nanos = median.toNanos() * Math.exp(sigma * random.nextGaussian());
      return Duration.ofNanos((long) Math.min(nanos, LONGEST_NANOS));
    }
  }
}
