package dev.switchboard.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Any bytes are a call's record, which can be written and read again, or are refused. */
class CallRecordFuzz {
  @FuzzTest
  void isReadOrRefused(FuzzedDataProvider data) {
    byte[] bytes = damaged(data);
    CallRecord call;
    try {
      call = CallRecordCodec.decode(bytes);
    } catch (UnreadableRecordException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(CallRecordCodec.decode(CallRecordCodec.encode(call))).isEqualTo(call);
  }

  /** A good record with some bytes replaced, or nothing but the fuzzer's bytes. */
  private static byte[] damaged(FuzzedDataProvider data) {
    if (data.consumeBoolean()) {
      return data.consumeRemainingAsBytes();
    }
    byte[] bytes = CallRecordCodec.encode(new SampleCalls(1).typical());
    int length = data.consumeBoolean() ? bytes.length : data.consumeInt(0, bytes.length);
    bytes = Arrays.copyOf(bytes, length);
    while (data.remainingBytes() > 0 && length > 0) {
      int at = data.consumeInt(0, length - 1);
      byte[] piece = data.consumeBytes(data.consumeInt(1, 8));
      System.arraycopy(piece, 0, bytes, at, Math.min(piece.length, length - at));
    }
    return bytes;
  }
}
