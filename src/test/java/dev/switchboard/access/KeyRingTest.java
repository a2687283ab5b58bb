package dev.switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private final MovableClock clock = new MovableClock();
  private final MemoryKeys keys = new MemoryKeys();
  private final NewKey wanted = NewKey.unrestricted("prj_a", "test");

  @TempDir Path folder;
  private KeyRing ring;
  private KeyIssuer issuer;
  private KeyRing otherRing;
  private KeyIssuer otherIssuer;

  @BeforeEach
  void twoProcessesOnOneDatabase() {
    Pepper pepper = Pepper.open(folder, new MemorySettings());
    ring = new KeyRing(keys, pepper, clock);
    issuer = new KeyIssuer(keys, ring, pepper, Ids.secure(clock), clock);
    otherRing = new KeyRing(keys, pepper, clock);
    otherIssuer = new KeyIssuer(keys, otherRing, pepper, Ids.secure(clock), clock);
    ring.refresh();
    otherRing.refresh();
  }

  @Test
  void anIssuedKeyIsKnown() {
    IssuedKey issued = issuer.issue(wanted);
    assertThat(issued.text().reveal()).matches("sb-[0-9A-Za-z]{22}-[0-9A-Za-z]{43}");
    assertThat(ring.authenticate(issued.text().reveal())).isEqualTo(issued.key());
  }

  @Test
  void noTextIsAMissingKey() {
    assertThat(refusal("")).isEqualTo("missing_key");
  }

  @Test
  void anUnknownTextIsAnInvalidKey() {
    assertThat(refusal("sb-nope-nope")).isEqualTo("invalid_key");
  }

  @Test
  void aKeysTextWithOneCharacterChangedIsAnInvalidKey() {
    String text = issuer.issue(wanted).text().reveal();
    char last = text.charAt(text.length() - 1);
    String changed = text.substring(0, text.length() - 1) + (last == 'A' ? 'B' : 'A');
    assertThat(refusal(changed)).isEqualTo("invalid_key");
  }

  @Test
  void anEndlessTextIsRefusedWithoutALookUp() {
    long before = keys.lookups.get();
    assertThat(refusal("x".repeat(1_000_000))).isEqualTo("invalid_key");
    assertThat(keys.lookups).hasValue(before);
  }

  @Test
  void aRefusalDoesNotRepeatTheText() {
    assertThatThrownBy(() -> ring.authenticate("sb-very-secret-indeed"))
        .hasMessageNotContaining("very-secret");
  }

  @Test
  void aKeyExpiresAtItsInstant() {
    Instant end = clock.instant().plusSeconds(10);
    IssuedKey issued =
        issuer.issue(new NewKey("prj_a", "short", EnumSet.allOf(Scope.class), List.of(), end));
    clock.advance(Duration.ofMillis(9_999));
    assertThat(ring.authenticate(issued.text().reveal())).isEqualTo(issued.key());
    clock.advance(Duration.ofMillis(1));
    assertThat(refusal(issued.text().reveal())).isEqualTo("expired_key");
  }

  @Test
  void aKnownKeyNeedsNoFurtherLookUp() {
    String text = issuer.issue(wanted).text().reveal();
    ring.authenticate(text);
    long before = keys.lookups.get();
    ring.authenticate(text);
    assertThat(keys.lookups).hasValue(before);
  }

  @Test
  void aWrongTextIsNotLookedUpAgainAtOnce() {
    refusal("sb-wrong-wrong");
    long before = keys.lookups.get();
    refusal("sb-wrong-wrong");
    assertThat(keys.lookups).hasValue(before);
    clock.advance(Duration.ofMillis(1_001));
    refusal("sb-wrong-wrong");
    assertThat(keys.lookups).hasValue(before + 1);
  }

  @Test
  void aRevocationHoldsAtOnceInItsOwnProcess() {
    IssuedKey issued = issuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    issuer.revoke(issued.key().id());
    assertThat(refusal(issued.text().reveal())).isEqualTo("invalid_key");
  }

  @Test
  void aRevocationHoldsInAnotherProcessAfterOneRefresh() {
    IssuedKey issued = otherIssuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    otherIssuer.revoke(issued.key().id());
    ring.refresh();
    assertThat(refusal(issued.text().reveal())).isEqualTo("invalid_key");
  }

  @Test
  void aLookUpThatReadBeforeARevocationDoesNotOutliveIt() throws Exception {
    IssuedKey issued = issuer.issue(wanted);
    CountDownLatch hold = new CountDownLatch(1);
    keys.holdLookups = hold;
    CompletableFuture<VirtualKey> early =
        CompletableFuture.supplyAsync(() -> ring.authenticate(issued.text().reveal()));
    assertThat(keys.lookupHeld.await(10, TimeUnit.SECONDS)).isTrue();
    issuer.revoke(issued.key().id());
    hold.countDown();
    assertThatThrownBy(early::join).hasRootCauseInstanceOf(FailureException.class);
    assertThat(refusal(issued.text().reveal())).isEqualTo("invalid_key");
  }

  @Test
  void aLookUpThatReadBeforeAForeignRevocationIsMendedByTheNextRefresh() throws Exception {
    IssuedKey issued = otherIssuer.issue(wanted);
    CountDownLatch hold = new CountDownLatch(1);
    keys.holdLookups = hold;
    CompletableFuture<VirtualKey> early =
        CompletableFuture.supplyAsync(() -> ring.authenticate(issued.text().reveal()));
    assertThat(keys.lookupHeld.await(10, TimeUnit.SECONDS)).isTrue();
    otherIssuer.revoke(issued.key().id());
    ring.refresh();
    hold.countDown();
    early.join();
    ring.refresh();
    assertThat(refusal(issued.text().reveal())).isEqualTo("invalid_key");
  }

  @Test
  void aRotatedKeyIsGoodUnderItsNewTextOnly() {
    IssuedKey issued = issuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    IssuedKey rotated = issuer.rotate(issued.key().id());
    assertThat(ring.authenticate(rotated.text().reveal()).id()).isEqualTo(issued.key().id());
    assertThat(refusal(issued.text().reveal())).isEqualTo("invalid_key");
  }

  @Test
  void aRotationHoldsInAnotherProcessAfterOneRefresh() {
    IssuedKey issued = otherIssuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    otherIssuer.rotate(issued.key().id());
    ring.refresh();
    assertThat(refusal(issued.text().reveal())).isEqualTo("invalid_key");
  }

  @Test
  void aKeyOfAnotherProcessIsKnownAfterOneRefreshEvenIfItWasAskedForTooEarly() {
    KeyText own = KeyText.ofOperator("operator-chosen-key-1");
    assertThat(refusal(own.reveal())).isEqualTo("invalid_key");
    VirtualKey adopted = otherIssuer.adopt(wanted, own);
    ring.refresh();
    assertThat(ring.authenticate(own.reveal())).isEqualTo(adopted);
  }

  @Test
  void knownKeysAreServedWhileTheDatabaseIsAway() {
    IssuedKey issued = issuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    keys.away = true;
    assertThatThrownBy(ring::refresh).isInstanceOf(FailureException.class);
    assertThat(ring.authenticate(issued.text().reveal())).isEqualTo(issued.key());
  }

  @Test
  void anUnseenKeyIsNotCalledInvalidWhileTheDatabaseIsAway() {
    String text = issuer.issue(wanted).text().reveal();
    keys.away = true;
    assertThat(refusal(text)).isEqualTo("overloaded");
  }

  @Test
  void anOperatorsTextIsAdoptedOnce() {
    KeyText own = KeyText.ofOperator("operator-chosen-key-1");
    VirtualKey first = issuer.adopt(wanted, own);
    assertThat(issuer.adopt(wanted, own)).isEqualTo(first);
    assertThat(ring.authenticate(own.reveal())).isEqualTo(first);
    assertThat(first.hint()).isEqualTo("ey-1");
  }

  @Test
  void anOperatorsTextThatIsTooShortOrNotPrintableIsRefusedWithoutRepeatingIt() {
    for (String bad : List.of("short", "has a blank in between", "ünïcödé-ünïcödé-ünïcödé")) {
      assertThatThrownBy(() -> KeyText.ofOperator(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected")
          .hasMessageNotContaining(bad);
    }
  }

  @Test
  void moreKeysThanAreKeptInMemoryAreStillAllServed() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < KeyRing.CAPACITY + 10; i++) {
      texts.add(issuer.issue(wanted).text().reveal());
    }
    texts.forEach(ring::authenticate);
    long before = keys.lookups.get();
    texts.forEach(ring::authenticate);
    assertThat(keys.lookups.get() - before).isBetween(1L, (long) KeyRing.CAPACITY);
  }

  @Test
  void floodsOfWrongTextsDoNotGrowBeyondTheBound() {
    for (int i = 0; i < 3 * KeyRing.CAPACITY; i++) {
      refusal("sb-wrong-" + i);
    }
    assertThat(ring.rememberedWrongTexts()).isLessThanOrEqualTo(KeyRing.CAPACITY);
  }

  @Test
  void secretsAreNotInAnyToString() {
    IssuedKey issued = issuer.issue(wanted);
    String secret = issued.text().reveal().substring(26, 60);
    assertThat(issued.toString() + issued.text()).doesNotContain(secret);
  }

  @Test
  void lastUseIsWrittenInBatches() {
    IssuedKey issued = issuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    clock.advance(Duration.ofSeconds(2));
    ring.authenticate(issued.text().reveal());
    assertThat(keys.touched).isEmpty();
    ring.flushLastUsed();
    assertThat(keys.touched).containsOnly(Map.entry(issued.key().id(), clock.instant()));
  }

  @Test
  void lastUseSurvivesADatabaseThatIsAwayAtFirst() {
    IssuedKey issued = issuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    keys.away = true;
    assertThatThrownBy(ring::flushLastUsed).isInstanceOf(FailureException.class);
    keys.away = false;
    ring.flushLastUsed();
    assertThat(keys.touched).containsKey(issued.key().id());
  }

  @Test
  void maintenanceTakesOverAForeignRevocationByItself() throws Exception {
    IssuedKey issued = otherIssuer.issue(wanted);
    ring.authenticate(issued.text().reveal());
    try (KeyMaintenance _ = KeyMaintenance.start(ring)) {
      otherIssuer.revoke(issued.key().id());
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (refusalOrNone(issued.text().reveal()).isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
    }
    assertThat(refusal(issued.text().reveal())).isEqualTo("invalid_key");
  }

  private String refusal(String text) {
    String code = refusalOrNone(text);
    assertThat(code).as("a refusal").isNotEmpty();
    return code;
  }

  private String refusalOrNone(String text) {
    try {
      Objects.requireNonNull(ring.authenticate(text));
      return "";
    } catch (FailureException e) {
      Failure failure = e.failure();
      return failure.code();
    }
  }
}
