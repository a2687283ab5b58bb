package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.FetchRefused.Reason;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeFetcherTest {
  private static final AddressPolicy LOCAL = AddressPolicy.publicAnd(List.of("127.0.0.0/8"));
  private static final SafeFetcher.Limits LIMITS =
      new SafeFetcher.Limits(true, 1000, Duration.ofMillis(400));

  private final HttpFixture http = new HttpFixture();
  private final FakeUpstream upstream = http.upstream();

  @AfterEach
  void close() {
    http.close();
  }

  private SafeFetcher fetcher(UpstreamConfig config, SafeFetcher.Limits limits) {
    return http.keep(new SafeFetcher(http.transport(), config, limits));
  }

  private SafeFetcher local() {
    return fetcher(UpstreamConfig.DEFAULT.withPolicy(LOCAL), LIMITS);
  }

  private static FetchRefused refused(SafeFetcher fetcher, String url) {
    return catchThrowableOfType(FetchRefused.class, () -> fetcher.fetch(url, new CancelSignal()));
  }

  private String url(String path) {
    return upstream.uri(path).toString();
  }

  @Test
  void fetchesWhatMayBeFetched() {
    upstream.enqueue(Script.status(200).header("Content-Type", "image/png").body("PNG"));
    Fetched fetched = local().fetch(url("/a.png?b"), new CancelSignal());
    assertThat(fetched.mediaType()).isEqualTo("image/png");
    assertThat(fetched.bytes()).asString(StandardCharsets.US_ASCII).isEqualTo("PNG");
    assertThat(upstream.takeRequest().target()).isEqualTo("/a.png?b");
  }

  @Test
  void asksOnceMoreWhereTheConnectionEndsBeforeAnAnswer() {
    upstream.enqueue(Script.closes()).enqueue(Script.status(200).body("PNG"));
    Fetched fetched = local().fetch(url("/a.png"), new CancelSignal());
    assertThat(fetched.bytes()).asString(StandardCharsets.US_ASCII).isEqualTo("PNG");
    upstream.enqueue(Script.closes()).enqueue(Script.closes()).enqueue(Script.status(200).body(""));
    assertThat(refused(local(), url("/b.png")).reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(upstream.requests()).hasSize(4);
  }

  @Test
  void reachesNothingThatIsNotPublicByDefault() {
    SafeFetcher fetcher = fetcher(UpstreamConfig.DEFAULT, LIMITS);
    FetchRefused refused = refused(fetcher, url("/"));
    assertThat(refused.reason()).isEqualTo(Reason.ADDRESS);
    assertThat(refused).hasMessage("127.0.0.1: not a public address");
    assertThat(upstream.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://169.254.169.254/latest/meta-data/",
      })
  void seesThroughOtherSpellingsOfLocalAddresses(String url) {
    assertThat(refused(fetcher(UpstreamConfig.DEFAULT, LIMITS), url).reason())
        .isIn(Reason.ADDRESS, Reason.URL, Reason.UNREACHABLE);
  }

  @Test
  void refusesANameIfAnyOfItsAddressesIsNotPublic() {
    UpstreamConfig mixed =
        UpstreamConfig.DEFAULT.withResolver(host ->
            List.of(InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral("10.0.0.1")));
    assertThat(refused(fetcher(mixed, LIMITS), "http://mixed.example/").reason())
        .isEqualTo(Reason.ADDRESS);
  }

  @Test
  void connectsToTheAddressItHasChecked() {
    AtomicInteger lookUps = new AtomicInteger();
    UpstreamConfig rebinding =
        UpstreamConfig.DEFAULT
            .withPolicy(LOCAL)
            .withResolver(host ->
                List.of(
                    InetAddress.ofLiteral(
                        lookUps.getAndIncrement() == 0 ? "127.0.0.1" : "10.0.0.1")));
    upstream.enqueue(Script.status(200).body("x"));
    fetcher(rebinding, LIMITS)
        .fetch("http://rebind.example:" + upstream.port() + "/", new CancelSignal());
    assertThat(lookUps).hasValue(1);
  }

  @Test
  void followsRedirects() {
    upstream.enqueue(
        Script.status(302).header("Location", "/b").body(""),
        Script.status(307).header("Location", url("/c")).body(""),
        Script.status(301).header("Location", "d?e=f").body(""),
        Script.status(200).body("found"));
    assertThat(local().fetch(url("/a"), new CancelSignal()).bytes())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("found");
    assertThat(upstream.requests())
        .extracting(FakeUpstream.Received::target)
        .containsExactly("/a", "/b", "/c", "/d?e=f");
  }

  @Test
  void followsNoMoreThanThree() {
    upstream.otherwise(request -> Script.status(302).header("Location", "/again").body(""));
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.REDIRECT);
    assertThat(upstream.requests()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://10.0.0.1/", "http://169.254.169.254/", "http://[fd00::1]/"})
  void checksTheTargetOfARedirectToo(String target) {
    upstream.enqueue(Script.status(302).header("Location", target).body(""));
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://x/", "gopher://x/", "javascript:1"})
  void checksTheSchemeOfARedirectToo(String target) {
    upstream.enqueue(Script.status(302).header("Location", target).body(""));
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.URL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://a.example/",
        "http://a.example/",
        "https://user:pass@a.example/",
        "https:///x",
        "//a.example/",
        "a.png",
        "https://a b/",
        "",
      })
  void refusesWhatIsNoPlainSecureUrl(String url) {
    FetchRefused refused =
        refused(fetcher(UpstreamConfig.DEFAULT, SafeFetcher.Limits.DEFAULT), url);
    assertThat(refused.reason()).isEqualTo(Reason.URL);
    assertThat(refused).hasMessageNotContaining("pass@");
  }

  @Test
  void refusesTooManyBytes() {
    upstream.enqueue(Script.status(200).body("x".repeat(1001)));
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.TOO_LARGE);
    upstream.enqueue(Script.status(200).chunked().chunk("x".repeat(1001)).hang());
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void refusesWhatTakesTooLong() {
    upstream.enqueue(Script.silence());
    long start = System.nanoTime();
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(HttpFixture.millisSince(start)).isBetween(350L, 1500L);
  }

  @Test
  void boundsTheTimeOverAllRedirects() {
    Script slow =
        new Script(List.of())
            .pause(Duration.ofMillis(200))
            .send("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
    upstream.otherwise(request -> slow);
    long start = System.nanoTime();
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(HttpFixture.millisSince(start)).isBetween(350L, 1500L);
  }

  @Test
  void refusesOtherStatuses() {
    upstream.enqueue(Script.status(404).body("nothing here"));
    assertThat(refused(local(), url("/")))
        .hasMessage("127.0.0.1: answered 404 (expected: 200)")
        .extracting(FetchRefused::reason)
        .isEqualTo(Reason.STATUS);
  }

  @Test
  void saysThatTheHostDoesNotAnswer() {
    upstream.otherwise(_ -> Script.resets());
    assertThat(refused(local(), url("/")).reason()).isEqualTo(Reason.UNREACHABLE);
  }
}
