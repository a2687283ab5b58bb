package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.http.TestCertificate;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Every fault of a provider, of each dialect, on every surface, streamed and not: the caller gets a
 * complete answer or one clean error in time, and the provider is asked no more often than is
 * right.
 */
@Tag("slow")
class FaultTest {
  private static final Pattern CASE = Pattern.compile("[mg]-(\\d+)-");
  private static final Pattern RESCUED = Pattern.compile("((Half)+|(H|Ha|Hal|Half)+)Good");
  private static final int AT_A_TIME = 24;

  /** Two attempts, a second's wait between them, and a loaded machine. */
  private static final Duration BOUND = Duration.ofSeconds(12);

  @TempDir Path folder;

  /**
   * @param fallback whose dialect the healthy target speaks
   */
  private record Case(
      int number, Fault fault, Family family, Family fallback, Ingress ingress, boolean stream) {
    String model() {
      return "case-" + number;
    }

    /** A call that came whole before the cut stands; one in the middle of its arguments cannot. */
    boolean endsInError() {
      boolean callsComeWhole = family == Family.GEMINI || family == Family.OLLAMA;
      return fault.then == Fault.Then.NO_RESCUE && !callsComeWhole;
    }

    @Override
    public String toString() {
      return fault
          + " of "
          + family
          + " before "
          + fallback
          + " for "
          + ingress
          + (stream ? ", streamed" : ", whole");
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void givesACompleteAnswerOrOneCleanErrorWhateverAProviderDoes(Family family) throws Exception {
    List<Case> cases = cases(family);
    Map<Integer, AtomicInteger> asked = new ConcurrentHashMap<>();
    TestCertificate certificate = TestCertificate.create(folder, "ip:127.0.0.1");
    try (FakeUpstream bad = FakeUpstream.start();
        FakeUpstream untrusted = FakeUpstream.start(certificate.serverSockets(), true);
        FakeUpstream good = FakeUpstream.start();
        RunningGateway gateway =
            RunningGateway.start(folder, config(family, cases, List.of(bad, good, untrusted)));
        ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME)) {
      Function<FakeUpstream.Received, Script> faulty =
          request -> {
            Case of = cases.get(number(request));
            int nth =
                asked.computeIfAbsent(of.number(), _ -> new AtomicInteger()).getAndIncrement();
            return of.fault().script(family.at(request.target()), of.stream(), nth);
          };
      bad.otherwise(faulty);
      good.otherwise(request -> {
        Case of = cases.get(number(request));
        if (of.fault() == Fault.PREFILL_REFUSED && isPrefill(request.body())) {
          return Script.json(400, of.fallback().error(400, "no prefill"));
        }
        Family there = of.fallback().at(request.target());
        return of.stream() ? there.stream("Good") : there.whole("Good");
      });
      List<Future<@Nullable String>> results = new ArrayList<>();
      for (Case one : cases) {
        results.add(callers.submit(() -> run(one, gateway, bad, good)));
      }
      List<String> wrong = new ArrayList<>();
      for (Future<@Nullable String> result : results) {
        String problem = result.get();
        if (problem != null) {
          wrong.add(problem);
        }
      }
      assertThat(wrong).as("%d cases", cases.size()).isEmpty();
      assertThat(good.requests())
          .as("beginnings that were refused")
          .anyMatch(request ->
              cases.get(number(request)).fault() == Fault.PREFILL_REFUSED
                  && isPrefill(request.body()));
    }
  }

  /** Each fault on each surface, streamed and not, before a fallback of each family. */
  private static List<Case> cases(Family family) {
    List<Case> cases = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (Ingress ingress : Ingress.values()) {
        for (Family fallback : Family.values()) {
          cases.add(new Case(cases.size(), fault, family, fallback, ingress, true));
          if (!fault.isOfStreamsOnly()) {
            cases.add(new Case(cases.size(), fault, family, fallback, ingress, false));
          }
        }
      }
    }
    return cases;
  }

  private static String config(Family family, List<Case> cases, List<FakeUpstream> upstreams) {
    String patience =
        "retries: 1, timeouts: {connect: 2s, first_event: %dms, between_events: 900ms, total: %dms}"
            .formatted(Fault.FIRST_EVENT.toMillis(), Fault.TOTAL.toMillis());
    String address = upstreams.get(0).uri("").toString();
    StringBuilder yaml = new StringBuilder("resilience: {circuit: {failures: 0}}\nproviders:\n");
    yaml.append(family.provider("bad", address, patience))
        .append(family.provider("refused", "http://127.0.0.1:1", patience))
        .append(family.provider("plain", address.replace("http:", "https:"), patience))
        .append(family.provider("untrusted", upstreams.get(2).uri("").toString(), patience))
        .append(family.provider("nowhere", "http://provider.invalid", patience));
    for (Family fallback : Family.values()) {
      yaml.append(
          fallback.provider(good(fallback), upstreams.get(1).uri("").toString(), "retries: 0"));
    }
    yaml.append("models:\n");
    for (Case one : cases) {
      String provider =
          switch (one.fault()) {
            case CONNECTION_REFUSED -> "refused";
            case NO_TLS -> "plain";
            case UNTRUSTED -> "untrusted";
            case NO_SUCH_NAME -> "nowhere";
            default -> "bad";
          };
      yaml.append(
          "  %s: {targets: [%s/%s, %s/%s]}\n"
              .formatted(
                  one.model(),
                  provider,
                  family.model("m-" + one.number() + "-x"),
                  good(one.fallback()),
                  one.fallback().model("g-" + one.number() + "-x")));
    }
    return yaml.toString();
  }

  private static String good(Family fallback) {
    return "good-" + fallback.name().toLowerCase(Locale.ROOT);
  }

  private static int number(FakeUpstream.Received request) {
    Matcher matcher = CASE.matcher(request.target() + " " + request.body());
    if (!matcher.find()) {
      throw new AssertionError("no case in " + request);
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** What is wrong; null for nothing. */
  private static @Nullable String run(
      Case one, RunningGateway gateway, FakeUpstream bad, FakeUpstream good) {
    long start = System.nanoTime();
    HttpResponse<String> answer;
    try {
      answer = one.ingress().ask(gateway, one.model(), one.stream());
    } catch (RuntimeException e) {
      return one + ": " + e;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    String problem = problem(one, answer, took);
    if (problem == null) {
      problem = attempts(one, bad, good);
    }
    return problem == null
        ? null
        : "%s: %s; %d after %d ms: %s"
            .formatted(one, problem, answer.statusCode(), took.toMillis(), answer.body());
  }

  private static @Nullable String problem(Case one, HttpResponse<String> answer, Duration took) {
    if (took.compareTo(BOUND) > 0) {
      return "too late";
    }
    String body = answer.body();
    if (one.fault().then == Fault.Then.FINAL) {
      return answer.statusCode() >= 400 && answer.statusCode() < 500 && isJson(body)
          ? null
          : "no clean refusal";
    }
    if (one.endsInError()) {
      return one.ingress().endsInError(body) && !body.contains("Good") ? null : "no clean error";
    }
    if (one.fault().isRescued(one.stream())) {
      boolean whole = RESCUED.matcher(one.ingress().text(body)).matches();
      return whole && one.ingress().endsWell(body) ? null : "not rescued";
    }
    String text = one.fault().then == Fault.Then.OWN_ANSWER ? "Own" : "Good";
    boolean calls = one.fault().then == Fault.Then.NO_RESCUE;
    if (answer.statusCode() != 200
        || !body.contains(calls ? "\"f\"" : text)
        || body.contains("Half")) {
      return "not the answer " + text;
    }
    if (calls) {
      return one.ingress().endsInError(body) ? "an error" : null;
    }
    if (one.stream() && !one.ingress().endsWell(body)) {
      return "an answer without an end";
    }
    return null;
  }

  /** Whether the last turn is the model's own, in whichever dialect. */
  private static boolean isPrefill(String request) {
    JsonNode body = Json.parse(request);
    for (String field : List.of("messages", "contents", "input")) {
      JsonNode turns = body.path(field);
      if (turns.isArray() && !turns.isEmpty()) {
        String role = turns.get(turns.size() - 1).path("role").asString("");
        return role.equals("assistant") || role.equals("model");
      }
    }
    return false;
  }

  private static boolean isJson(String body) {
    return Json.parse(body).isObject();
  }

  private static @Nullable String attempts(Case one, FakeUpstream bad, FakeUpstream good) {
    List<FakeUpstream.Received> there = of("m-" + one.number() + "-", bad);
    if (there.size() != one.fault().attempts(one.family(), one.stream())) {
      return "asked " + there.size() + " times";
    }
    boolean needsOther =
        switch (one.fault().then) {
          case FALLBACK, RESCUE, NO_RESCUE -> true;
          case OWN_ANSWER, FINAL -> false;
        };
    List<FakeUpstream.Received> elsewhere = of("g-" + one.number() + "-", good);
    int others = elsewhere.size();
    boolean refused =
        one.fault() == Fault.PREFILL_REFUSED && isPrefill(elsewhere.getFirst().body());
    if (others != (needsOther ? 1 : 0) + (refused ? 1 : 0)) {
      return "asked the fallback " + others + " times";
    }
    if (there.size() > 1) {
      Duration apart = Duration.ofNanos(there.get(1).nanoTime() - there.get(0).nanoTime());
      Duration least = Duration.ofMillis(one.fault() == Fault.LIMITED_FOR_A_SECOND ? 1_000 : 95);
      if (apart.compareTo(least) < 0) {
        return "asked again after " + apart.toMillis() + " ms";
      }
    }
    return null;
  }

  private static List<FakeUpstream.Received> of(String mark, FakeUpstream upstream) {
    return upstream.requests().stream()
        .filter(request -> (request.target() + " " + request.body()).contains(mark))
        .toList();
  }
}
