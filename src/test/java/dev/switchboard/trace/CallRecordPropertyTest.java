package dev.switchboard.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallRecordPropertyTest {
  private static final List<byte[]> ESCAPES =
      Stream.of("\\uD800", "\\udc00", "\\u0000", "\\u0041", "\\n", "\\x")
          .map(escape -> escape.getBytes(StandardCharsets.US_ASCII))
          .toList();

  private static final byte[] TELLING =
      "\"\\{}[],:-019 \n\u0000at\u00ff".getBytes(StandardCharsets.ISO_8859_1);

  @Property(tries = 400)
  void anyRecordIsReadAsItWasWritten(@ForAll long seed) {
    CallRecord call = new RandomCalls(seed, false).call();
    assertThat(CallRecordCodec.decode(CallRecordCodec.encode(call))).isEqualTo(call);
  }

  @Property(tries = 200)
  void halvesOfPairsBecomeQuestionMarksAndStayThose(@ForAll long seed) {
    byte[] bytes = CallRecordCodec.encode(new RandomCalls(seed, true).call());
    assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("\ufffd", "\\uD8");
    CallRecord read = CallRecordCodec.decode(bytes);
    // Two names of tags may have become one.
    assertThat(CallRecordCodec.decode(CallRecordCodec.encode(read))).isEqualTo(read);
  }

  @Property(tries = 200)
  void aLineIsWhatItsTreeIsWrittenAs(@ForAll long seed) {
    byte[] bytes = CallRecordCodec.encode(new RandomCalls(seed, false).call());
    byte[] line = Arrays.copyOf(bytes, lineEnd(bytes));
    assertThat(Json.write(Json.parse(line))).isEqualTo(line);
  }

  @Property(tries = 100)
  void thePiecesOfARecordAreTheRecord(@ForAll long seed) {
    CallRecord call = new RandomCalls(seed, true).call();
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (ByteBuffer piece : CallRecordCodec.pieces(call)) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      joined.writeBytes(bytes);
    }
    assertThat(joined.toByteArray()).isEqualTo(CallRecordCodec.encode(call));
  }

  @Property(tries = 400)
  void theBooksTakeOfARecordWhatItSays(@ForAll long seed) {
    byte[] bytes = CallRecordCodec.encode(new RandomCalls(seed, true).call());
    assertThat(outcome(bytes)).isEqualTo(wholeOutcome(bytes));
  }

  @Property(tries = 400)
  void theBooksTakeOfDamagedBytesWhatAWholeReadingTakes(@ForAll long seed) {
    Random random = new Random(seed);
    CallRecord call =
        random.nextBoolean()
            ? new SampleCalls(seed).typical()
            : new RandomCalls(seed, false).call();
    byte[] bytes = CallRecordCodec.encode(call);
    for (int left = 40; left > 0; left--) {
      byte[] damaged = damaged(bytes, random);
      assertThat(outcome(damaged))
          .as(new String(damaged, StandardCharsets.ISO_8859_1))
          .isEqualTo(wholeOutcome(damaged));
    }
  }

  @Test
  void aRecordWithoutOddTextIsReadInPassing() {
    byte[] bytes = CallRecordCodec.encode(new SampleCalls(1).typical());
    assertThat(CallEntryReader.read(bytes)).isEqualTo(CallEntry.of(CallRecordCodec.decode(bytes)));
  }

  @Test
  void aLineInAnotherOrderIsReadAsAWhole() {
    String text =
        new String(CallRecordCodec.encode(new SampleCalls(1).typical()), StandardCharsets.UTF_8);
    String other =
        text.replaceFirst("\"stream\":true,", "")
            .replaceFirst("\\{\"v\"", "{\"stream\":true,\"v\"");
    byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
    assertThat(CallEntryReader.read(bytes)).isNull();
    assertThat(CallRecordCodec.entry(bytes))
        .isEqualTo(CallRecordCodec.entry(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aNameThatHoldsHalfAPairIsRefusedAsByAWholeReading() {
    byte[] bytes = changed("\"tags\":{\"", "\"tags\":{\"\\uD800");
    assertThatThrownBy(() -> CallRecordCodec.decode(bytes))
        .isInstanceOf(UnreadableRecordException.class);
    assertThatThrownBy(() -> CallRecordCodec.entry(bytes))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE / 1_000_000 * 1_000_000, -1, Long.MAX_VALUE})
  void anyTimeThatCanBeWrittenIsReadAsItStands(long micros) {
    byte[] bytes = changed("\"startedAt\":[0-9]+", "\"startedAt\":" + micros);
    assertThat(CallRecordCodec.entry(bytes).startedAtMicros()).isEqualTo(micros);
    CallRecord call = CallRecordCodec.decode(bytes);
    assertThat(CallRecordCodec.decode(CallRecordCodec.encode(call))).isEqualTo(call);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE / 1_000_000 * 1_000_000 - 1})
  void aTimeThatCannotBeWrittenIsRefused(long micros) {
    byte[] bytes = changed("\"startedAt\":[0-9]+", "\"startedAt\":" + micros);
    assertThatThrownBy(() -> CallRecordCodec.entry(bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("startedAt");
  }

  private static byte[] changed(String pattern, String replacement) {
    String text =
        new String(CallRecordCodec.encode(new SampleCalls(1).typical()), StandardCharsets.UTF_8);
    String changed =
        text.replaceFirst(pattern.replace("{", "\\{"), Matcher.quoteReplacement(replacement));
    assertThat(changed).isNotEqualTo(text);
    return changed.getBytes(StandardCharsets.UTF_8);
  }

  /** A byte of the line replaced, left out, or put in; an escape put in; a part of it doubled. */
  private static byte[] damaged(byte[] bytes, Random random) {
    int at = random.nextInt(lineEnd(bytes) + 1);
    byte with = TELLING[random.nextInt(TELLING.length)];
    byte[] before = Arrays.copyOf(bytes, at);
    byte[] after = Arrays.copyOfRange(bytes, at, bytes.length);
    byte[] rest = after.length == 0 ? after : Arrays.copyOfRange(after, 1, after.length);
    return switch (random.nextInt(5)) {
      case 4 -> joined(before, ESCAPES.get(random.nextInt(ESCAPES.size())), after);
      case 0 -> joined(before, new byte[] {with}, rest);
      case 1 -> joined(before, rest);
      case 2 -> joined(before, new byte[] {with}, after);
      default -> joined(before, Arrays.copyOf(after, random.nextInt(after.length + 1)), after);
    };
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static Object outcome(byte[] bytes) {
    try {
      return CallRecordCodec.entry(bytes);
    } catch (UnreadableRecordException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Object wholeOutcome(byte[] bytes) {
    try {
      return CallEntry.of(CallRecordCodec.decodeWithoutContent(bytes));
    } catch (UnreadableRecordException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static int lineEnd(byte[] bytes) {
    int end = 0;
    while (bytes[end] != '\n') {
      end++;
    }
    return end;
  }
}
