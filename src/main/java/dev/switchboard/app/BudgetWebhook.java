package dev.switchboard.app;

import dev.switchboard.access.Applies;
import dev.switchboard.access.Budget;
import dev.switchboard.access.BudgetWarnings;
import dev.switchboard.access.Treasury;
import dev.switchboard.config.Config;
import dev.switchboard.http.AddressPolicy;
import dev.switchboard.http.Deadlines;
import dev.switchboard.http.Headers;
import dev.switchboard.http.Transport;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamConfig;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamRequest;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.json.Json;
import dev.switchboard.trace.TraceIds;
import dev.switchboard.trace.Usd;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the operator's webhook that budgets are being spent: signed, tried again for hours, and
 * never in the way of a call.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks">the form of signatures</a>
 */
final class BudgetWebhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetWebhook.class);
  private static final int MOST_WAITING = 1_000;
  private static final int AT_A_TIME = 20;
  private static final int MOST_TRIES = 20;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String BASE64_SECRET = "whsec_";

  private final BudgetWarnings kept;
  private final Transport transport;
  private final TraceIds ids;
  private final Clock clock;
  private final BlockingQueue<Treasury.Warning> noticed = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicReference<@Nullable Target> target = new AtomicReference<>();

  BudgetWebhook(BudgetWarnings kept, Transport transport, TraceIds ids, Clock clock) {
    this.kept = kept;
    this.transport = transport;
    this.ids = ids;
    this.clock = clock;
  }

  private record Target(Config.Webhook webhook, UpstreamClient client) {}

  /** Takes another webhook; null for none. */
  void configure(Config.@Nullable Webhook webhook) {
    Target before = target.get();
    if (before != null && before.webhook().equals(webhook)) {
      return;
    }
    target.set(
        webhook == null
            ? null
            : new Target(
                webhook,
                new UpstreamClient(
                    transport,
                    UpstreamConfig.DEFAULT.withPolicy(AddressPolicy.publicAnd(webhook.allow())))));
    if (before != null) {
      before.client().close();
    }
  }

  /** Notes a warning; returns at once. */
  void notice(Treasury.Warning warning) {
    LOG.warn(
        "budget {} ({}) has spent {} of {} USD, {} %",
        warning.budget().id(),
        warning.budget().applies().text(),
        Usd.plain(warning.spentPicos()),
        Usd.plain(warning.budget().limitPicos()),
        warning.percent());
    if (target.get() != null && !noticed.offer(warning)) {
      LOG.warn("too many warnings wait for the webhook; this one is only in this log");
    }
  }

  /** Keeps what was noticed and sends what is due. */
  void run() {
    List<Treasury.Warning> fresh = new ArrayList<>();
    noticed.drainTo(fresh);
    for (Treasury.Warning warning : fresh) {
      Budget budget = warning.budget();
      try {
        kept.add(
            new Budget.WarningKey(budget.id(), warning.begin(), warning.percent()),
            "msg_" + ids.requestId(),
            Json.text(body(warning)),
            clock.instant());
      } catch (RuntimeException e) {
        var _ = noticed.offer(warning);
        throw e;
      }
    }
    Target to = target.get();
    if (to != null) {
      Instant now = clock.instant();
      kept.take(now, now.plus(LEASE), AT_A_TIME).forEach(due -> send(to, due));
    }
  }

  private void send(Target to, BudgetWarnings.Due due) {
    String problem = problem(to, due);
    if (problem == null) {
      kept.told(due.key());
      return;
    }
    boolean last = due.tries() >= MOST_TRIES;
    kept.failed(due.key(), problem, last ? null : clock.instant().plus(wait(due.tries())));
    LOG.warn(
        "the webhook for budgets has not taken {}: {}{}",
        due.id(),
        problem,
        last ? "; it is not tried any more" : "");
  }

  static Duration wait(int tries) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(tries - 1, 20));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private @Nullable String problem(Target to, BudgetWarnings.Due due) {
    byte[] body = due.body().getBytes(StandardCharsets.UTF_8);
    String seconds = Long.toString(clock.instant().getEpochSecond());
    UpstreamRequest request =
        UpstreamRequest.post(
            to.webhook().url(),
            Headers.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "switchboard",
                "webhook-id",
                due.id(),
                "webhook-timestamp",
                seconds,
                "webhook-signature",
                "v1,"
                    + signature(
                        to.webhook().secret(), due.id() + "." + seconds + "." + due.body())),
            body,
            new Deadlines(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE));
    try (UpstreamResponse response = to.client().send(request)) {
      return response.status() / 100 == 2 ? null : "answered " + response.status();
    } catch (UpstreamException e) {
      return e.kind().name().toLowerCase(Locale.ROOT);
    }
  }

  /** HMAC-SHA256 in base 64. */
  static String signature(String secret, String signed) {
    byte[] key =
        secret.startsWith(BASE64_SECRET)
            ? Base64.getDecoder().decode(secret.substring(BASE64_SECRET.length()))
            : secret.getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with HmacSHA256", e);
    }
  }

  private static ObjectNode body(Treasury.Warning warning) {
    Budget budget = warning.budget();
    Applies applies = budget.applies();
    ObjectNode body = Json.object();
    body.put("type", "budget.warning");
    body.put("timestamp", warning.at().toString());
    ObjectNode data = body.putObject("data");
    data.put("budget_id", budget.id());
    data.put("project_id", applies.projectId());
    data.put("key_id", applies.keyId());
    data.put("model", applies.model());
    Applies.Tag tag = applies.tag();
    if (tag != null) {
      data.putObject("tag").put(tag.name(), tag.value());
    }
    data.put("period", budget.period().name().toLowerCase(Locale.ROOT));
    data.put("period_began_at", warning.begin().toString());
    data.put("percent", warning.percent());
    data.put("spent_usd", Usd.ofPicos(warning.spentPicos()));
    data.put("limit_usd", Usd.ofPicos(budget.limitPicos()));
    return body;
  }

  @Override
  public void close() {
    configure(null);
  }
}
