package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionRequest.Detail;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.TranscriptionResponse.Segment;
import dev.switchboard.ir.TranscriptionResponse.Word;
import dev.switchboard.ir.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes down what {@link Voice} said, whatever its speed; says so of any other sound. */
final class Ear {
  private static final Pattern SENTENCE = Pattern.compile("\\S[^.!?\\n]*[.!?\\n]*");
  private static final Pattern WORD = Pattern.compile("\\S+");

  /** Quieter than this share of the loudest is silence. */
  private static final double SILENCE = 0.04;

  /** A tone is clear when this share of a sound's power is in it. */
  private static final double CLEAR = 0.3;

  /** One tone that was heard, with its place. */
  private record Heard(int tone, int from, int to) {}

  /** A text with the time at which each of its bytes begins; one more for the end. */
  private record Said(String text, List<Long> millis) {
    long at(int character) {
      int offset = text.substring(0, character).getBytes(StandardCharsets.UTF_8).length;
      return millis.get(Math.min(offset, millis.size() - 1));
    }
  }

  private Ear() {}

  static TranscriptionResponse hear(TranscriptionRequest request, String reported) {
    Optional<Wave> wave = Wave.read(request.audio().bytes());
    Optional<Said> said = wave.flatMap(Ear::said);
    Long millis = wave.map(Wave::millis).orElse(null);
    String text = said.map(Said::text).orElseGet(() -> foreign(request, wave));
    long seconds = millis == null ? 0 : (millis + 999) / 1_000;
    Usage usage =
        new Usage(
            request.prompt() == null ? 0 : Tokens.count(request.prompt()),
            0,
            0,
            0,
            seconds * Voice.TOKENS_PER_SECOND,
            0,
            Tokens.count(text),
            0,
            0,
            0,
            Usage.Source.REPORTED,
            null);
    boolean segments = request.details().contains(Detail.SEGMENTS);
    Said timed = said.orElseGet(() -> new Said(text, List.of(0L, millis == null ? 0 : millis)));
    return new TranscriptionResponse(
        reported,
        text,
        request.language() == null ? "en" : request.language(),
        millis,
        segments ? segments(timed, request.details().contains(Detail.SPEAKERS)) : List.of(),
        request.details().contains(Detail.WORDS) ? words(timed) : List.of(),
        usage);
  }

  private static String foreign(TranscriptionRequest request, Optional<Wave> wave) {
    return wave.isPresent()
        ? "The sandbox understands nothing but its own voice, and this sound of "
            + wave.get().millis() / 1_000
            + " seconds is another."
        : "The sandbox reads WAV alone, and this sound of "
            + request.audio().size()
            + " bytes is something else.";
  }

  private static Optional<Said> said(Wave wave) {
    List<Heard> heard = tones(wave);
    if (heard.isEmpty() || heard.getFirst().tone() != Tones.START) {
      return Optional.empty();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Long> millis = new ArrayList<>();
    int half = -1;
    for (int i = 1; i < heard.size(); i++) {
      Heard tone = heard.get(i);
      if (tone.tone() == Tones.START) {
        // Two texts one behind the other.
        millis.add(wave.millis(tone.from()));
        bytes.write(' ');
        half = -1;
      } else if (half < 0) {
        millis.add(wave.millis(tone.from()));
        half = tone.tone();
      } else {
        bytes.write(half << 4 | tone.tone());
        half = -1;
      }
    }
    if (half >= 0) {
      millis.removeLast();
    }
    millis.add(wave.millis(heard.getLast().to()));
    return Optional.of(new Said(bytes.toString(StandardCharsets.UTF_8), millis));
  }

  /** The sounds between silences as tones; none if one of them is no tone of ours. */
  private static List<Heard> tones(Wave wave) {
    double loudest = 0;
    for (int i = 0; i < wave.length(); i++) {
      loudest = Math.max(loudest, Math.abs(wave.at(i)));
    }
    double silence = loudest * SILENCE;
    int shortest = Math.max(4, wave.rate() / 1_000);
    List<Heard> tones = new ArrayList<>();
    int from = -1;
    int last = -1;
    for (int i = 0; i <= wave.length(); i++) {
      boolean loud = i < wave.length() && Math.abs(wave.at(i)) > silence;
      if (loud) {
        from = from < 0 ? i : from;
        last = i;
      } else if (from >= 0 && (i - last > shortest || i == wave.length())) {
        Optional<Heard> tone = tone(wave, from, last + 1);
        if (tone.isEmpty()) {
          return List.of();
        }
        tones.add(tone.get());
        from = -1;
      }
    }
    return tones;
  }

  private static Optional<Heard> tone(Wave wave, int from, int to) {
    double power = 0;
    for (int i = from; i < to; i++) {
      power += wave.at(i) * wave.at(i);
    }
    int best = 0;
    double most = 0;
    for (int tone = 0; tone < Tones.COUNT; tone++) {
      double found = power(wave, from, to, Tones.hertz(tone));
      if (found > most) {
        most = found;
        best = tone;
      }
    }
    boolean clear = to - from > 8 && most >= CLEAR * power;
    return clear ? Optional.of(new Heard(best, from, to)) : Optional.empty();
  }

  /** The power of one frequency, by Goertzel; for a pure tone, that of the sound. */
  private static double power(Wave wave, int from, int to, double hertz) {
    double twice = 2 * Math.cos(2 * Math.PI * hertz / wave.rate());
    double before = 0;
    double now = 0;
    for (int i = from; i < to; i++) {
      double next = wave.at(i) + twice * now - before;
      before = now;
      now = next;
    }
    return 2 * (now * now + before * before - twice * now * before) / (to - from);
  }

  private static List<Segment> segments(Said said, boolean speakers) {
    List<Segment> segments = new ArrayList<>();
    Matcher matcher = SENTENCE.matcher(said.text());
    while (matcher.find()) {
      segments.add(
          new Segment(
              said.at(matcher.start()),
              said.at(matcher.end()),
              matcher.group().strip(),
              speakers ? "A" : null));
    }
    return segments;
  }

  private static List<Word> words(Said said) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(said.text());
    while (matcher.find()) {
      words.add(new Word(said.at(matcher.start()), said.at(matcher.end()), matcher.group()));
    }
    return words;
  }
}
