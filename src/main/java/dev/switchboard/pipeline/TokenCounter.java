package dev.switchboard.pipeline;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens with OpenAI's {@code o200k_base}, which is near enough for other vendors' text.
 *
 * <p>The tables are large and most processes never need them: they are read at the first count.
 */
public final class TokenCounter implements TokenEstimator {
  private static final int MAX_COUNTED = 400_000;

  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Encoding encoding;

  @Override
  public long estimate(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (text.length() > MAX_COUNTED) {
      long counted = encoding().countTokensOrdinary(text.substring(0, MAX_COUNTED));
      return counted * text.length() / MAX_COUNTED;
    }
    return encoding().countTokensOrdinary(text);
  }

  private Encoding encoding() {
    Encoding loaded = encoding;
    if (loaded == null) {
      loading.lock();
      try {
        loaded = encoding;
        if (loaded == null) {
          loaded = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
          encoding = loaded;
        }
      } finally {
        loading.unlock();
      }
    }
    return loaded;
  }
}
