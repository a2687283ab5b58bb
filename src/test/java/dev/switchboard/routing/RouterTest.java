package dev.switchboard.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Prefer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which targets a call gets, in which order, and why; every random number has a seed. */
class RouterTest {
  /** USD for three million tokens in and one out; what is not here has no known price. */
  private static final Map<String, Integer> PRICES =
      Map.of("a/small", 1, "b/small", 1, "a/large", 40, "b/large", 60);

  private final AtomicLong now = new AtomicLong();
  private final Paces paces = new Paces(now::get);
  private final Random random = new Random(42);

  private Router router(ModelRoute... routes) {
    return router(Fit.ALL, routes);
  }

  private Router router(Fit fit, ModelRoute... routes) {
    return new Router(
        Routes.of(List.of(routes)),
        RouterTest::lookup,
        fit,
        new Ranking(
            target ->
                PRICES.containsKey(target.id())
                    ? OptionalLong.of(PRICES.getOrDefault(target.id(), 0) * 1_000_000L)
                    : OptionalLong.empty(),
            paces),
        random::nextInt);
  }

  private static List<Target> lookup(String model) {
    int slash = model.indexOf('/');
    if (model.equals("pool")) {
      return List.of(new Target("a", "large", model, null), new Target("b", "small", model, null));
    }
    if (slash < 0) {
      throw new FailureException(
          new Failure.ModelNotFound(model, List.of(), "model " + model + " is not known"));
    }
    return List.of(new Target(model.substring(0, slash), model.substring(slash + 1), model, null));
  }

  private static ModelRoute weighted(ModelRoute.Choice... choices) {
    return new ModelRoute("mix", ModelRoute.Balance.WEIGHT, List.of(choices));
  }

  private static ModelRoute preferring(Prefer prefer, String... models) {
    return new ModelRoute(
        "best",
        ModelRoute.Balance.ORDER,
        java.util.Arrays.stream(models).map(model -> new ModelRoute.Choice(model, 1)).toList(),
        new ModelRoute.Manner(prefer, ModelRoute.Affinity.SESSION, false));
  }

  private static ModelRoute when(String model, Condition condition) {
    return new ModelRoute(
        "mix",
        ModelRoute.Balance.ORDER,
        List.of(new ModelRoute.Choice(model, 1, 1, condition), new ModelRoute.Choice("z/rest", 1)));
  }

  private static Asking session(String name) {
    return asking(new Demand(null, "", name, Said.NOTHING));
  }

  private static Asking asking(Demand demand) {
    return new Asking("prj_1", "key_1", Map.of("team", "red"), demand);
  }

  private static List<String> ids(Plan plan) {
    return plan.targets().stream().map(Target::id).toList();
  }

  /** A body of so many tokens, with these forms in it. */
  private record Body(@Nullable Long tokens, Set<Form> parts, String prefix) implements Said {
    @Override
    public OptionalLong inputTokens() {
      return tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens);
    }

    @Override
    public OptionalLong mostInputTokens() {
      return inputTokens();
    }

    @Override
    public Set<Form> forms() {
      return parts;
    }

    @Override
    public String session() {
      return "";
    }

    @Override
    public String prompt() {
      return prefix;
    }
  }

  private static Asking saying(Body body) {
    return asking(Demand.of(body));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void drawsByWeightWithinFourStandardDeviations(int seed) {
    random.setSeed(seed);
    int first = 1 + random.nextInt(50);
    int second = 1 + random.nextInt(50);
    Router router =
        router(
            weighted(
                new ModelRoute.Choice("a/x", first),
                new ModelRoute.Choice("b/y", second),
                new ModelRoute.Choice("c/z", 0)));
    int calls = 20_000;
    Map<String, Integer> served = new HashMap<>();
    for (int i = 0; i < calls; i++) {
      served.merge(ids(router.plan(List.of("mix"))).getFirst(), 1, Integer::sum);
    }
    double share = (double) first / (first + second);
    assertThat((double) served.getOrDefault("a/x", 0))
        .isBetween(
            calls * share - 4 * Math.sqrt(calls * share * (1 - share)),
            calls * share + 4 * Math.sqrt(calls * share * (1 - share)));
    assertThat(served).doesNotContainKey("c/z");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 50, 90})
  void splitsSessionsByPercentAndKeepsEachAtItsTarget(int percent) {
    Router router =
        router(
            weighted(
                new ModelRoute.Choice("a/x", percent * 10_000),
                new ModelRoute.Choice("b/y", (100 - percent) * 10_000)));
    int sessions = 20_000;
    int there = 0;
    for (int i = 0; i < sessions; i++) {
      Asking asking = session("user-" + i);
      String first = ids(router.plan(List.of("mix"), asking)).getFirst();
      assertThat(ids(router.plan(List.of("mix"), asking)).getFirst()).isEqualTo(first);
      there += first.equals("a/x") ? 1 : 0;
    }
    double share = percent / 100.0;
    double bound = 4 * Math.sqrt(sessions * share * (1 - share));
    assertThat((double) there).isBetween(sessions * share - bound, sessions * share + bound);
  }

  private static ModelRoute shadowed(int share) {
    return new ModelRoute(
        "mix",
        ModelRoute.Balance.ORDER,
        List.of(new ModelRoute.Choice("a/x", 1)),
        new ModelRoute.Manner(
            null,
            ModelRoute.Affinity.SESSION,
            false,
            new ModelRoute.Shadow("b/copy", share, 2),
            0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5_000, 200_000, 1_000_000})
  void drawsCopiesOfAShareOfTheCalls(int share) {
    Router router = router(shadowed(share));
    int calls = 20_000;
    int copies = 0;
    for (int i = 0; i < calls; i++) {
      Plan plan = router.plan(List.of("mix"));
      assertThat(ids(plan)).containsExactly("a/x");
      Plan.Copy copy = plan.copy();
      copies += copy == null ? 0 : 1;
      assertThat(copy == null || copy.target().id().equals("b/copy")).isTrue();
    }
    double part = share / 1e6;
    double bound = 4 * Math.sqrt(calls * part * (1 - part));
    assertThat((double) copies).isBetween(calls * part - bound, calls * part + bound);
  }

  @Test
  void makesNoCopyWhereTheRegionThatIsAskedForIsNotPromised() {
    Router router = router(shadowed(ModelRoute.Shadow.ALL));
    Demand europe = new Demand(null, "eu", "", Said.NOTHING);
    assertThat(router.plan(List.of("mix")).copy()).isNotNull();
    assertThat(router.plan(List.of("mix"), asking(europe)).copy()).isNull();
  }

  @Test
  void takesTargetsOfNoWeightInTheirOrderWhereAllHaveNone() {
    Router router =
        router(weighted(new ModelRoute.Choice("a/x", 0), new ModelRoute.Choice("b/y", 0)));
    assertThat(ids(router.plan(List.of("mix")))).containsExactly("a/x", "b/y");
    assertThat(ids(router.plan(List.of("mix"), session("user-1")))).containsExactly("a/x", "b/y");
  }

  @Test
  void movesOnlyTheSessionsThatMustWhenWeightsChange() {
    Router before =
        router(weighted(new ModelRoute.Choice("a/x", 90), new ModelRoute.Choice("b/y", 10)));
    Router after =
        router(weighted(new ModelRoute.Choice("a/x", 80), new ModelRoute.Choice("b/y", 20)));
    int back = 0;
    int moved = 0;
    for (int i = 0; i < 10_000; i++) {
      Asking asking = session("user-" + i);
      String first = ids(before.plan(List.of("mix"), asking)).getFirst();
      String then = ids(after.plan(List.of("mix"), asking)).getFirst();
      moved += first.equals("a/x") && then.equals("b/y") ? 1 : 0;
      back += first.equals("b/y") && then.equals("a/x") ? 1 : 0;
    }
    assertThat(back).isZero();
    assertThat(moved).isBetween(880, 1_120);
  }

  @Test
  void sharesTheSessionsOfATargetAmongTheOthersByTheirWeights() {
    Router router =
        router(
            weighted(
                new ModelRoute.Choice("a/x", 50),
                new ModelRoute.Choice("b/y", 30),
                new ModelRoute.Choice("c/z", 20),
                new ModelRoute.Choice("d/rest", 0)));
    Map<String, Integer> seconds = new HashMap<>();
    int first = 0;
    for (int i = 0; i < 20_000; i++) {
      List<String> order = ids(router.plan(List.of("mix"), session("user-" + i)));
      assertThat(order).hasSize(4).endsWith("d/rest");
      if (order.getFirst().equals("a/x")) {
        first++;
        seconds.merge(order.get(1), 1, Integer::sum);
      }
    }
    double bound = 4 * Math.sqrt(first * 0.6 * 0.4);
    assertThat((double) seconds.getOrDefault("b/y", 0))
        .isBetween(first * 0.6 - bound, first * 0.6 + bound);
  }

  @Test
  void saysThatASessionChoseTheTarget() {
    Router router =
        router(weighted(new ModelRoute.Choice("a/x", 1), new ModelRoute.Choice("b/y", 1)));
    assertThat(router.plan(List.of("mix"), session("me")).decision().why().getFirst())
        .contains("mix: ")
        .contains("by the caller's session");
  }

  @Test
  void keepsConversationsTogetherByTheirBeginningWhereTheRouteSaysSo() {
    ModelRoute route =
        new ModelRoute(
            "mix",
            ModelRoute.Balance.WEIGHT,
            List.of(new ModelRoute.Choice("a/x", 1), new ModelRoute.Choice("b/y", 1)),
            new ModelRoute.Manner(null, ModelRoute.Affinity.PREFIX, false));
    Router router = router(route);
    Map<String, Integer> served = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      Asking asking = saying(new Body(null, Set.of(), "conversation-" + i));
      String first = ids(router.plan(List.of("mix"), asking)).getFirst();
      for (int turn = 0; turn < 3; turn++) {
        assertThat(ids(router.plan(List.of("mix"), asking)).getFirst()).isEqualTo(first);
      }
      served.merge(first, 1, Integer::sum);
    }
    assertThat(served.getOrDefault("a/x", 0)).isBetween(437, 563);
  }

  @Test
  void takesTargetsOfALaterPriorityAfterAllOfAnEarlierOne() {
    Router router =
        router(
            new ModelRoute(
                "mix",
                ModelRoute.Balance.WEIGHT,
                List.of(
                    new ModelRoute.Choice("c/late", 100, 2, Condition.NONE),
                    new ModelRoute.Choice("a/x", 1, 1, Condition.NONE),
                    new ModelRoute.Choice("b/y", 1, 1, Condition.NONE))));
    for (int i = 0; i < 50; i++) {
      assertThat(ids(router.plan(List.of("mix")))).hasSize(3).endsWith("c/late");
    }
  }

  @Test
  void leavesOutTargetsWhoseConditionsACallDoesNotMeetAndSaysWhich() {
    Map<Condition, String> unmet = new HashMap<>();
    Condition.Tokens any = Condition.Tokens.ANY;
    unmet.put(new Condition("prj_2", null, Map.of(), any, null, null), "the project prj_2");
    unmet.put(new Condition(null, "key_2", Map.of(), any, null, null), "the key key_2");
    unmet.put(
        new Condition(null, null, Map.of("team", "blue"), any, null, null), "the tag team=blue");
    unmet.put(new Condition(null, null, Map.of(), any, null, "eu"), "the region eu");
    unmet.put(
        new Condition(null, null, Map.of(), any, Condition.Modality.IMAGE, null), "with image");
    unmet.put(
        new Condition(null, null, Map.of(), new Condition.Tokens(1_000, 5_000), null, null),
        "inputs of 1000 to 5000 tokens; this one is of about 10");
    unmet.forEach((condition, reason) -> {
      Plan plan =
          router(when("a/x", condition)).plan(List.of("mix"), saying(new Body(10L, Set.of(), "")));
      assertThat(ids(plan)).containsExactly("z/rest");
      assertThat(plan.decision().candidates().getFirst().target()).isEqualTo("a/x");
      assertThat(plan.decision().candidates().getFirst().outcome()).contains(reason);
    });
  }

  @Test
  void takesTargetsAllOfWhoseConditionsACallMeets() {
    Condition all =
        new Condition(
            "prj_1",
            "key_1",
            Map.of("team", "red"),
            new Condition.Tokens(5, 10),
            Condition.Modality.IMAGE,
            "eu");
    Asking asking =
        asking(new Demand(null, "eu-west-1", "", new Body(10L, Set.of(Said.Form.IMAGE), "")));
    assertThat(ids(router(when("a/x", all)).plan(List.of("mix"), asking)))
        .containsExactly("a/x", "z/rest");
  }

  @Test
  void saysWhyWhenNoTargetIsForTheCall() {
    Condition other = new Condition("prj_2", null, Map.of(), Condition.Tokens.ANY, null, null);
    Router router =
        router(
            new ModelRoute(
                "mix",
                ModelRoute.Balance.ORDER,
                List.of(new ModelRoute.Choice("a/x", 1, 1, other))));
    assertThatThrownBy(() -> router.plan(List.of("mix"), session("")))
        .hasMessageContaining("none of its targets is for this call")
        .hasMessageContaining("the project prj_2");
  }

  @Test
  void countsATextWithToolsAsTextAlone() {
    Condition text =
        new Condition(null, null, Map.of(), Condition.Tokens.ANY, Condition.Modality.TEXT, null);
    Router router = router(when("a/x", text));
    assertThat(ids(router.plan(List.of("mix"), saying(new Body(1L, Set.of(Said.Form.TOOLS), "")))))
        .startsWith("a/x");
    assertThat(ids(router.plan(List.of("mix"), saying(new Body(1L, Set.of(Said.Form.IMAGE), "")))))
        .containsExactly("z/rest");
  }

  @Test
  void ordersByPriceAtFirst() {
    assertThat(
            ids(
                router(preferring(Prefer.CHEAP, "z/unpriced", "b/large", "a/large", "a/small"))
                    .plan(List.of("best"))))
        .containsExactly("a/small", "a/large", "b/large", "z/unpriced");
    assertThat(
            ids(
                router(preferring(Prefer.QUALITY, "z/unpriced", "a/small", "a/large", "b/large"))
                    .plan(List.of("best"))))
        .containsExactly("b/large", "a/large", "a/small", "z/unpriced");
    assertThat(
            ids(
                router(preferring(Prefer.FAST, "b/large", "a/large", "a/small"))
                    .plan(List.of("best"))))
        .containsExactly("a/small", "a/large", "b/large");
  }

  @Test
  void keepsTheOrderGivenAmongEquals() {
    assertThat(ids(router(preferring(Prefer.FAST, "b/small", "a/small")).plan(List.of("best"))))
        .containsExactly("b/small", "a/small");
  }

  @Test
  void takesTheFasterByMeasurementAndSaysWhatWasMeasured() {
    for (int i = 0; i < 10; i++) {
      paces.streamed("a/large", 100, 1_000, 200);
      paces.streamed("a/small", 2_000, 4_000, 200);
    }
    Plan plan = router(preferring(Prefer.FAST, "a/small", "a/large")).plan(List.of("best"));
    assertThat(ids(plan)).containsExactly("a/large", "a/small");
    assertThat(plan.decision().why().getFirst())
        .startsWith("prefer fast: a/large ")
        .contains("ms measured (10), a/small ");
  }

  @Test
  void forgetsWhatWasMeasuredLongAgo() {
    Router router = router(preferring(Prefer.FAST, "a/small", "a/large"));
    for (int i = 0; i < 10; i++) {
      paces.whole("a/small", 9_000, 100);
    }
    assertThat(ids(router.plan(List.of("best")))).startsWith("a/large");
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(ids(router.plan(List.of("best")))).startsWith("a/small");
  }

  @Test
  void knowsWithinWhichTimeMostAnswersBegan() {
    for (int i = 1; i <= 19; i++) {
      paces.streamed("a/x", i, 0, 1);
    }
    assertThat(paces.within("a/x", true, 90)).isEmpty();
    paces.streamed("a/x", 20, 0, 1);
    assertThat(paces.within("a/x", true, 90)).hasValue(18);
    assertThat(paces.within("a/x", true, 99)).hasValue(20);
    assertThat(paces.within("a/x", false, 90)).isEmpty();
    for (int i = 0; i < 200; i++) {
      paces.outpaced("a/x", true, 1_000);
    }
    assertThat(paces.within("a/x", true, 90)).hasValue(1_000);
  }

  @Test
  void weighsTimeAgainstPriceWhenBalanced() {
    Router router = router(preferring(Prefer.BALANCED, "b/large", "a/large", "a/small"));
    assertThat(ids(router.plan(List.of("best")))).containsExactly("a/small", "a/large", "b/large");
    for (int i = 0; i < 50; i++) {
      paces.streamed("a/small", 250_000, 1, 100);
    }
    assertThat(ids(router.plan(List.of("best")))).startsWith("a/large");
  }

  @Test
  void keepsASessionAtOneOfSeveralThatAreNearlyAsFast() {
    Router router = router(preferring(Prefer.FAST, "a/small", "b/small"));
    String first = ids(router.plan(List.of("best"), session("me"))).getFirst();
    Map<String, Integer> served = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      paces.streamed(i % 2 == 0 ? "a/small" : "b/small", 400 + i % 7, 2_000, 200);
      assertThat(ids(router.plan(List.of("best"), session("me"))).getFirst()).isEqualTo(first);
      served.merge(ids(router.plan(List.of("best"), session("s" + i))).getFirst(), 1, Integer::sum);
    }
    assertThat(served.getOrDefault("a/small", 0)).isBetween(140, 260);
  }

  @Test
  void ordersPoolsAndNamesByWhatTheCallerPrefers() {
    Asking cheap = asking(new Demand(Prefer.CHEAP, "", "", Said.NOTHING));
    assertThat(ids(router().plan(List.of("pool")))).containsExactly("a/large", "b/small");
    assertThat(ids(router().plan(List.of("pool"), cheap))).containsExactly("b/small", "a/large");
    assertThat(ids(router().plan(List.of("b/large", "a/small"), cheap)))
        .containsExactly("a/small", "b/large");
  }

  @Test
  void keepsTheOrderOfARouteWithWeightsWhateverTheCallerPrefers() {
    Asking cheap = asking(new Demand(Prefer.CHEAP, "", "", Said.NOTHING));
    Plan plan =
        router(weighted(new ModelRoute.Choice("a/large", 1), new ModelRoute.Choice("a/small", 0)))
            .plan(List.of("mix"), cheap);
    assertThat(ids(plan)).containsExactly("a/large", "a/small");
    assertThat(plan.decision().why()).anyMatch(why -> why.contains("prefer cheap: not used"));
  }

  @Test
  void passesOverTargetsThatCannotTakeTheCallUnlessNoneCan() {
    Fit blind = (targets, _) -> Map.of(targets.getFirst(), "its model takes no input of image");
    Router router = router(blind);
    Plan plan = router.plan(List.of("a/x", "b/y"));
    assertThat(ids(plan)).containsExactly("b/y");
    assertThat(plan.decision().candidates().getFirst().outcome())
        .isEqualTo("its model takes no input of image");
    assertThat(ids(router.plan(List.of("a/x")))).containsExactly("a/x");
  }

  @Test
  void saysWhereATargetDoesNotPromiseTheRegionThatIsAskedFor() {
    Asking eu = asking(new Demand(null, "eu", "", Said.NOTHING));
    assertThat(router().plan(List.of("a/x"), eu).targets().getFirst().remark())
        .contains("region eu");
  }
}
