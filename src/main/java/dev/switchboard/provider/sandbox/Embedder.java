package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.Vector;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Vectors of unit length in which texts that share words, or parts of words, are near.
 *
 * <p>Words and their three-letter pieces are hashed to signed places; a feature that comes often
 * counts with the root of its number, a word for more than its pieces.
 */
final class Embedder {
  /** The size of a vector when the caller does not say. */
  static final int DIMENSIONS = 1_536;

  private static final int PLACES = 8;
  private static final double WORD = 1.0;
  private static final double COMMON_WORD = 0.2;
  private static final double PIECE = 0.35;

  private Embedder() {}

  static List<Vector> vectors(EmbeddingRequest request) {
    int dimensions = request.dimensions() == null ? DIMENSIONS : request.dimensions();
    return request.inputs().stream().map(input -> vector(features(input), dimensions)).toList();
  }

  static Usage usage(EmbeddingRequest request) {
    long tokens = 0;
    for (EmbeddingRequest.Input input : request.inputs()) {
      tokens +=
          switch (input) {
            case EmbeddingRequest.Text text -> Tokens.count(text.text());
            case EmbeddingRequest.Tokens ids -> ids.ids().size();
          };
    }
    return Usage.of(tokens, 0);
  }

  private static Map<String, Double> features(EmbeddingRequest.Input input) {
    Map<String, Double> features = new HashMap<>();
    switch (input) {
      case EmbeddingRequest.Text text -> {
        for (String word : Words.of(text.text())) {
          addWord(word.toLowerCase(Locale.ROOT), features);
        }
        if (features.isEmpty()) {
          features.put("=" + text.text(), WORD);
        }
      }
      case EmbeddingRequest.Tokens tokens -> tokens.ids().forEach(id -> add("#" + id, features));
    }
    return features;
  }

  private static void addWord(String word, Map<String, Double> features) {
    add((Words.isTelling(word) ? "w" : "c") + word, features);
    String marked = "<" + word + ">";
    for (int i = 0; i + 3 <= marked.length(); i++) {
      add("p" + marked.substring(i, i + 3), features);
    }
  }

  private static void add(String feature, Map<String, Double> features) {
    features.merge(feature, 1.0, Double::sum);
  }

  private static Vector vector(Map<String, Double> features, int dimensions) {
    double[] sum = new double[dimensions];
    features.forEach((feature, count) -> {
      double weight = weight(feature.charAt(0)) * Math.sqrt(count);
      long hash = hash(feature);
      for (int i = 0; i < PLACES; i++) {
        hash = mixed(hash + i);
        sum[(int) Long.remainderUnsigned(hash, dimensions)] += hash < 0 ? -weight : weight;
      }
    });
    double square = 0;
    for (double value : sum) {
      square += value * value;
    }
    if (square == 0) {
      // Few dimensions can cancel each other out; a vector without length is near nothing.
      sum[0] = 1;
      square = 1;
    }
    float[] values = new float[dimensions];
    double length = Math.sqrt(square);
    for (int i = 0; i < dimensions; i++) {
      values[i] = (float) (sum[i] / length);
    }
    return new Vector(values);
  }

  private static double weight(char kind) {
    return switch (kind) {
      case 'c' -> COMMON_WORD;
      case 'p' -> PIECE;
      default -> WORD;
    };
  }

  /** FNV-1a, 64 bits. */
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mixed(hash);
  }

  /** The finish of SplitMix64: every bit of the input moves every bit of the output. */
  static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
