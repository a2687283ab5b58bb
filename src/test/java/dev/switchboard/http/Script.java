package dev.switchboard.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What {@link FakeUpstream} does with one request: an answer, as good or bad as the test wants it.
 * Each method adds a step and returns a new script.
 *
 * <pre>{@code
 * Script.json(200, "{}")
 * Script.sse("data: one\n\n", "data: two\n\n")
 * Script.status(200).header("Content-Type", "text/event-stream").chunked()
 *     .chunk("data: one\n\n").pause(Duration.ofMillis(50)).chunk("data: tw").cut()
 * Script.silence()
 * Script.raw("no HTTP at all").cut()
 * }</pre>
 *
 * @param steps what is done, in order; then the connection waits for its next request
 */
public record Script(List<Step> steps) {
  /** One thing done. */
  public sealed interface Step {}

  /** Sends bytes, one character each. */
  public record Send(String latin) implements Step {}

  /** Waits; ends early, and the script with it, if the peer leaves meanwhile. */
  public record Pause(Duration length) implements Step {}

  /** Waits until the test says so; ends early, and the script with it, if the peer leaves. */
  public record Await(CountDownLatch said) implements Step {}

  /** Closes the connection as a crashed process does: RST. */
  public record Reset() implements Step {}

  /** Closes the connection as a finished process does: FIN. */
  public record Cut() implements Step {}

  /** Says and does nothing until the peer leaves. */
  public record Hang() implements Step {}

  /** Copies the steps. */
  public Script {
    steps = List.copyOf(steps);
  }

  /** A whole answer with a JSON body. */
  public static Script json(int status, String json) {
    return status(status).header("Content-Type", "application/json").body(json);
  }

  /** A whole event stream, one chunk for each of these texts. */
  public static Script sse(String... chunks) {
    Script script = status(200).header("Content-Type", "text/event-stream").chunked();
    for (String chunk : chunks) {
      script = script.chunk(chunk);
    }
    return script.end();
  }

  /** The same with a pause after each chunk. */
  public static Script sse(Duration pause, List<String> chunks) {
    Script script = status(200).header("Content-Type", "text/event-stream").chunked();
    for (String chunk : chunks) {
      script = script.chunk(chunk).pause(pause);
    }
    return script.end();
  }

  /** An answer's first line. */
  public static Script status(int status) {
    return raw("HTTP/1.1 " + status + " Status\r\n");
  }

  /** Any text, one byte a character. */
  public static Script raw(String latin) {
    return new Script(List.of(new Send(latin)));
  }

  /** No answer at all. */
  public static Script silence() {
    return new Script(List.of(new Hang()));
  }

  /** The request is read, then the connection is reset. */
  public static Script resets() {
    return new Script(List.of(new Reset()));
  }

  /** The request is read, then the connection is closed. */
  public static Script closes() {
    return new Script(List.of(new Cut()));
  }

  /** A header line. */
  public Script header(String name, String value) {
    return send(name + ": " + value + "\r\n");
  }

  /** The length, the end of the head, and a UTF-8 body. */
  public Script body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The length, the end of the head, and a body. */
  public Script body(byte[] bytes) {
    return header("Content-Length", Integer.toString(bytes.length)).send("\r\n" + latin(bytes));
  }

  /** The end of a head whose body comes in chunks. */
  public Script chunked() {
    return header("Transfer-Encoding", "chunked").send("\r\n");
  }

  /** One chunk of UTF-8 text. */
  public Script chunk(String text) {
    return chunk(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One chunk. */
  public Script chunk(byte[] bytes) {
    return send(Integer.toHexString(bytes.length) + "\r\n" + latin(bytes) + "\r\n");
  }

  /** The last chunk. */
  public Script end() {
    return send("0\r\n\r\n");
  }

  /** More bytes, one a character. */
  public Script send(String latin) {
    return then(new Send(latin));
  }

  /** A wait. */
  public Script pause(Duration length) {
    return then(new Pause(length));
  }

  /** A wait for the test, which knows when something has happened, where a pause would guess. */
  public Script await(CountDownLatch said) {
    return then(new Await(said));
  }

  /** RST. */
  public Script reset() {
    return then(new Reset());
  }

  /** FIN. */
  public Script cut() {
    return then(new Cut());
  }

  /** Silence until the peer leaves. */
  public Script hang() {
    return then(new Hang());
  }

  /** Another script's steps. */
  public Script then(Script next) {
    List<Step> more = new ArrayList<>(steps);
    more.addAll(next.steps);
    return new Script(more);
  }

  private Script then(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new Script(more);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
