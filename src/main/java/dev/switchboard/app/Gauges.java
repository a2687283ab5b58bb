package dev.switchboard.app;

import dev.switchboard.journal.Journal;
import dev.switchboard.pipeline.Hedges;
import dev.switchboard.pipeline.Shadows;
import dev.switchboard.routing.HealthBoard;
import dev.switchboard.store.JournalApplier;
import dev.switchboard.trace.CallMetrics;

/** What is measured of the parts that last, beside the calls themselves. */
final class Gauges {
  private Gauges() {}

  static void watch(Lasting lasting, Journal journal, JournalApplier applier) {
    CallMetrics metrics = lasting.metrics();
    held(lasting, metrics);
    shadows(lasting.remembered().shadows(), metrics);
    hedges(lasting.remembered().hedges(), metrics);
    targets(lasting.remembered().health(), metrics);
    books(journal, applier, metrics);
  }

  private static void held(Lasting lasting, CallMetrics metrics) {
    metrics.watch(
        "switchboard_answers_held_bytes",
        "of providers' answers held for all callers together",
        lasting.answers()::held);
    metrics.watch(
        "switchboard_cache_held_bytes", "of answers that are given again", lasting.cache()::held);
    metrics.watch(
        "switchboard_rate_limit_counts",
        "counts of rate limits that are not at nothing",
        lasting.limitBook().limits()::counts);
    metrics.watch("switchboard_voice_sessions_open", "voice sessions", lasting.voices()::count);
    metrics.watch(
        "switchboard_voice_held_bytes",
        "of sound, speech and words that wait in voice sessions",
        lasting.voices()::heldBytes);
  }

  private static void shadows(Shadows shadows, CallMetrics metrics) {
    metrics.watch("switchboard_shadows_running", "copies of calls under way", shadows::running);
    metrics.count(
        "switchboard_shadows_made", "copies of calls sent since the start", shadows::made);
    metrics.count(
        "switchboard_shadows_dropped",
        "copies of calls that were drawn since the start and not sent",
        shadows::dropped);
  }

  private static void hedges(Hedges hedges, CallMetrics metrics) {
    metrics.count(
        "switchboard_hedges_made",
        "second targets asked since the start because the first was late",
        hedges::made);
    metrics.count(
        "switchboard_hedges_won",
        "second targets since the start that began to answer before the first",
        hedges::won);
  }

  private static void targets(HealthBoard board, CallMetrics metrics) {
    metrics.watch(
        "switchboard_circuits_open",
        "targets that are left alone because they fail, those being tried included",
        () -> board.count(s -> s.state().equals("open") || s.state().equals("half_open")));
    metrics.watch(
        "switchboard_targets_barred",
        "targets that are left alone because of their rate limit",
        () -> board.count(s -> s.state().equals("barred")));
    metrics.count(
        "switchboard_circuit_openings",
        "how often circuits have opened since the start",
        board::openings);
    metrics.watch(
        "switchboard_calls_queued", "calls that wait for a place at a target", board::waiting);
  }

  private static void books(Journal journal, JournalApplier applier, CallMetrics metrics) {
    metrics.watch(
        "switchboard_journal_bytes",
        "the journal's segments on disk",
        () -> journal.status().bytes());
    metrics.watch(
        "switchboard_journal_limit_bytes",
        "what the segments may take together",
        () -> journal.status().maxBytes());
    metrics.watch(
        "switchboard_journal_lag_bytes",
        "of the journal that the database does not have yet",
        () -> applier.status().lagBytes());
    metrics.count(
        "switchboard_records_put_aside",
        "records since the start that could not become rows",
        () -> applier.status().rejected());
  }
}
