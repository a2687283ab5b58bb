package dev.switchboard.bench;

import dev.switchboard.ir.Usage;
import dev.switchboard.journal.Journal;
import dev.switchboard.journal.JournalClosedException;
import dev.switchboard.journal.JournalConfig;
import dev.switchboard.journal.JournalReader;
import dev.switchboard.trace.CallRecord;
import dev.switchboard.trace.CallRecordCodec;
import dev.switchboard.trace.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to put one call on record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RecordBenchmark {
  private final CallRecord call = call();
  private final byte[] encoded = CallRecordCodec.encode(call);
  private Path folder;
  private Journal journal;
  private Thread reading;

  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("switchboard-bench");
    journal = Journal.open(JournalConfig.in(folder).withReaders(Set.of("bench")));
    // Gives back what is full: a journal that nobody reads fills its share of the disk.
    reading = Thread.ofPlatform().daemon().start(this::read);
  }

  private void read() {
    try (JournalReader reader = journal.reader("bench", journal.firstPosition())) {
      while (true) {
        var _ = reader.poll(1_000, 8L << 20, Duration.ofSeconds(1));
        reader.releaseUpTo(reader.position());
      }
    } catch (InterruptedException | JournalClosedException _) {
      // The benchmark is over.
    }
  }

  @TearDown
  public void close() throws IOException, InterruptedException {
    journal.close();
    reading.join();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  public byte[] encode() {
    return CallRecordCodec.encode(call);
  }

  @Benchmark
  public CallRecord decode() {
    return CallRecordCodec.decode(encoded);
  }

  @Benchmark
  public long append() {
    return journal.append(encoded);
  }

  private static CallRecord call() {
    Usage usage = new Usage(210, 0, 0, 0, 0, 0, 140, 0, 0, 0, Usage.Source.REPORTED, null);
    Span.Attempt attempt =
        new Span.Attempt(
            "openai",
            "gpt-4.1-mini",
            "gpt-4.1-mini-2025-04-14",
            200,
            true,
            usage,
            308_000_000L,
            "models.dev",
            null);
    String trace = "01a20607d4137cf28ce9ccd448e85fd2";
    Span span =
        new Span(
            "18ce9ccd448e85fd",
            "28ce9ccd448e85fd",
            Span.Kind.ATTEMPT,
            "openai/gpt-4.1-mini",
            Instant.EPOCH,
            1_200,
            1_100L,
            null,
            attempt,
            Map.of());
    return new CallRecord(
        new CallRecord.Identity(trace, "28ce9ccd448e85fd", null, "req_" + trace),
        new CallRecord.Caller("prj_1", "key_1", "openai.chat", Map.of(), null),
        new CallRecord.Task(
            "chat.completions",
            null,
            "openai/gpt-4.1-mini",
            false,
            "{\"candidates\":[{\"target\":\"openai/gpt-4.1-mini\",\"outcome\":\"chosen\"}]}"),
        Instant.EPOCH,
        1_400,
        new CallRecord.Outcome(CallRecord.Status.COMPLETED, 200, null, null, "stop"),
        new CallRecord.Bill(usage, 308_000_000L, List.of("openai/gpt-4.1-mini"), "openai"),
        List.of(span),
        List.of(),
        CallRecord.Content.of(Samples.request(1024), Samples.openAiAnswer()));
  }
}
