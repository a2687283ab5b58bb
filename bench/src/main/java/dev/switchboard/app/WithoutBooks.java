package dev.switchboard.app;

import dev.switchboard.config.Config;
import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import dev.switchboard.trace.CallIntent;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallSink;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/**
 * The gateway with nothing put on record, to measure what the books cost. It is here and not in the
 * gateway, in the package whose doors are not public: no setting, variable or option of a gateway
 * that serves leads to it.
 *
 * <p>{@code WithoutBooks PORT DATA CONFIG}
 */
final class WithoutBooks {
  private WithoutBooks() {}

  private static final class Nowhere implements CallSink, CallIntent {
    @Override
    public void record(CallRecord call) {}

    @Override
    public CallIntent intend(CallRecord call) {
      return this;
    }

    @Override
    public void replace(CallRecord call) {}

    @Override
    public void withdraw() {}

    @Override
    public void keep(CallRecord call) {}
  }

  public static void main(String[] arguments) throws InterruptedException {
    Config config =
        new ConfigReader(System.getenv(), Vendors.load())
            .read(
                new Flags(
                    null, Integer.valueOf(arguments[0]), arguments[1], arguments[2], false));
    Gateway gateway =
        Gateway.start(config, System.getenv(), Clock.systemUTC(), _ -> new Nowhere());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              gateway.close();
              stopped.countDown();
            }));
    stopped.await();
  }
}
