package dev.switchboard.http;

import static dev.switchboard.http.WebSocketFrames.joined;
import static dev.switchboard.http.WebSocketFrames.masked;
import static dev.switchboard.http.WebSocketFrames.next;
import static dev.switchboard.http.WebSocketFrames.nextClose;
import static dev.switchboard.http.WebSocketFrames.open;
import static dev.switchboard.http.WebSocketFrames.plain;
import static dev.switchboard.http.WebSocketFrames.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebSocketHostileTest {
  private static final WebSocketSettings SMALL =
      WebSocketSettings.DEFAULT.withSizes(1_000, 2_000, 4_000);

  private final HttpFixture http = new HttpFixture();
  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    http.close();
  }

  private HttpServer echoing() {
    return http.serve(exchange ->
        WebSocketServerTest.echo(exchange.webSocket(WebSocketServerTest.accept(SMALL))));
  }

  static Stream<Arguments> faults() {
    byte[] big = new byte[1_001];
    return Stream.of(
        Arguments.of("a frame without a mask", 1002, plain(0x81, (byte) 'a')),
        Arguments.of("RSV1", 1002, masked(0xc1, (byte) 'a')),
        Arguments.of("RSV2", 1002, masked(0xa1, (byte) 'a')),
        Arguments.of("RSV3", 1002, masked(0x91, (byte) 'a')),
        Arguments.of("opcode 3", 1002, masked(0x83)),
        Arguments.of("opcode 7", 1002, masked(0x87)),
        Arguments.of("opcode 11", 1002, masked(0x8b)),
        Arguments.of("opcode 15", 1002, masked(0x8f)),
        Arguments.of("a continuation of nothing", 1002, masked(0x80, (byte) 'a')),
        Arguments.of("a text within a text", 1002, joined(masked(0x01), masked(0x81))),
        Arguments.of("bytes within a text", 1002, joined(masked(0x01), masked(0x02))),
        Arguments.of("a ping in pieces", 1002, masked(0x09)),
        Arguments.of("a closing frame in pieces", 1002, masked(0x08)),
        Arguments.of("a ping of 126 bytes", 1002, masked(0x89, new byte[126])),
        Arguments.of("a closing frame of 126 bytes", 1002, masked(0x88, new byte[126])),
        Arguments.of("a closing frame of one byte", 1002, masked(0x88, (byte) 3)),
        Arguments.of("125 bytes as 16 bits", 1002, hex("81fe007d00000000")),
        Arguments.of("65535 bytes as 64 bits", 1002, hex("81ff000000000000ffff00000000")),
        Arguments.of("a negative length", 1002, hex("81ffffffffffffffffff00000000")),
        Arguments.of("a frame beyond its bound", 1009, masked(0x82, big)),
        Arguments.of("2^62 bytes announced", 1009, hex("82ff400000000000000000000000")),
        Arguments.of(
            "a message beyond its bound",
            1009,
            joined(
                masked(0x02, new byte[1_000]),
                masked(0x00, new byte[1_000]),
                masked(0x80, (byte) 1))),
        Arguments.of("overlong UTF-8", 1007, masked(0x81, hex("c0af"))),
        Arguments.of("overlong UTF-8 of three", 1007, masked(0x81, hex("e080af"))),
        Arguments.of("a surrogate", 1007, masked(0x81, hex("eda080"))),
        Arguments.of("beyond Unicode", 1007, masked(0x81, hex("f4908080"))),
        Arguments.of("0xff", 1007, masked(0x81, hex("ff"))),
        Arguments.of("half a character", 1007, masked(0x81, hex("e282"))),
        Arguments.of(
            "half a character in pieces",
            1007,
            joined(masked(0x01, hex("e2")), masked(0x80, hex("82")))),
        Arguments.of("a bad text before its end", 1007, masked(0x01, hex("61ff"))),
        Arguments.of("a reason that is not UTF-8", 1007, masked(0x88, hex("03e8ff"))));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void closesWithTheRightCode(String what, int code, byte[] bytes) {
    HttpServer server = echoing();
    RawClient whole = open(http.caller(server)).send(bytes);
    assertThat(nextClose(whole).closeCode()).isEqualTo(code);
    assertThat(whole.read()).isEqualTo(-1);
    for (int cut = 1; cut < Math.min(bytes.length, 20); cut++) {
      RawClient caller = open(http.caller(server)).send(Arrays.copyOf(bytes, cut));
      try {
        caller.send(Arrays.copyOfRange(bytes, cut, bytes.length));
      } catch (java.io.UncheckedIOException e) {
        // Closed already, for what came first.
      }
      assertThat(nextClose(caller).closeCode()).as("cut at %d", cut).isEqualTo(code);
    }
  }

  @Test
  void knowsWhichCodesMayBeSent() {
    HttpServer server = echoing();
    for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999}) {
      RawClient caller = open(http.caller(server)).send(WebSocketFrames.close(code));
      assertThat(next(caller).closeCode()).isEqualTo(code);
    }
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
      RawClient caller = open(http.caller(server)).send(WebSocketFrames.close(code));
      assertThat(next(caller).closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void endsWhereAConnectionIsCutAtAnyByte() {
    HttpServer server =
        http.serve(exchange -> {
          try {
            WebSocketServerTest.echo(exchange.webSocket(WebSocketServerTest.accept(SMALL)));
          } catch (WebSocketException e) {
            seen.add(e.code());
            throw e;
          }
        });
    byte[] bytes = joined(masked(0x01, (byte) 'a'), masked(0x89), masked(0x80, (byte) 'b'));
    for (int cut = 0; cut <= bytes.length; cut++) {
      RawClient caller = open(new RawClient(server.port())).send(Arrays.copyOf(bytes, cut));
      caller.reset();
      assertThat(HttpFixture.take(seen)).isEqualTo(1006);
    }
  }

  @Test
  void readsNoFurtherThanItsHandlerDoes() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong received = new AtomicLong();
    HttpServer server =
        http.serve(exchange -> {
          WebSocket socket = exchange.webSocket(WebSocketServerTest.accept(SMALL));
          go.await();
          for (var got = socket.receive(); got.isPresent(); got = socket.receive()) {
            received.addAndGet(got.get().length());
          }
          seen.add("read all");
        });
    RawClient caller = open(http.caller(server));
    byte[] frame = masked(0x82, new byte[1_000]);
    int count = 20_000;
    Thread writer =
        Thread.startVirtualThread(() -> {
          for (int i = 0; i < count; i++) {
            caller.send(frame);
          }
          caller.send(WebSocketFrames.close(1000));
        });
    writer.join(1_000);
    assertThat(writer.isAlive()).isTrue();
    assertThat(server.heldBodyBytes()).isLessThan(200_000);
    go.countDown();
    assertThat(HttpFixture.take(seen)).isEqualTo("read all");
    assertThat(received.get()).isEqualTo(1_000L * count);
  }

  @Test
  void writesNoFurtherThanItsPeerReads() throws Exception {
    AtomicLong sent = new AtomicLong();
    HttpServer server =
        http.serve(exchange -> {
          WebSocket socket = exchange.webSocket(WebSocketServerTest.accept(SMALL));
          byte[] piece = new byte[10_000];
          for (int i = 0; i < 5_000; i++) {
            socket.send(piece);
            sent.incrementAndGet();
          }
          seen.add("sent all");
        });
    RawClient caller = open(http.caller(server));
    Thread.sleep(700);
    long stuck = sent.get();
    assertThat(stuck).isLessThan(5_000);
    // A flood of pings to a peer that does not read is not answered one by one.
    for (int i = 0; i < 1_000; i++) {
      caller.send(masked(0x89, new byte[125]));
    }
    assertThat(caller.rest(5_000 * 10_004L)).isEqualTo(5_000 * 10_004);
    assertThat(HttpFixture.take(seen)).isEqualTo("sent all");
  }

  @Test
  void hasNoRoomForMoreThanTheServerMayHold() {
    HttpServer server =
        http.serve(
            config -> config.withMaxHeldBodyBytes(100_000),
            exchange -> WebSocketServerTest.echo(exchange.webSocket(WebSocketServerTest.DEFAULT)));
    RawClient one = open(http.caller(server)).send(masked(0x02, new byte[80_000]));
    one.send(masked(0x89, (byte) 'p'));
    assertThat(next(one).payload()).isEqualTo("p");
    RawClient two = open(http.caller(server)).send(masked(0x02, new byte[80_000]));
    assertThat(nextClose(two).closeCode()).isEqualTo(1013);
    one.send(masked(0x80));
    assertThat(next(one).payload()).hasSize(80_000);
    assertThat(nextHeld(server)).isZero();
  }

  private static long nextHeld(HttpServer server) {
    long until = System.nanoTime() + 5_000_000_000L;
    while (server.heldBodyBytes() > 0 && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    return server.heldBodyBytes();
  }

  @Test
  void holdsFiveHundredSessionsAtOnce() {
    HttpServer server = echoing();
    RawClient[] callers = new RawClient[500];
    for (int i = 0; i < callers.length; i++) {
      callers[i] = open(http.caller(server));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < callers.length; i++) {
        callers[i].send(text("session " + i));
      }
      for (int i = 0; i < callers.length; i++) {
        assertThat(next(callers[i]).payload()).isEqualTo("session " + i);
      }
    }
    assertThat(server.runningExchanges()).isEqualTo(500);
    for (RawClient caller : callers) {
      caller.send(WebSocketFrames.close(1000));
      assertThat(next(caller).closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void passesTextThroughUnharmed() {
    RawClient caller = open(http.caller(echoing()));
    String text = "κόσμε 🌍 \u0000 \ufffe \uffff \udbff\udfff";
    caller.send(text(text));
    byte[] back = next(caller).payload().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(new String(back, StandardCharsets.UTF_8)).isEqualTo(text);
  }
}
