package dev.switchboard.ingress.v3;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;

/** Whatever a caller sets a native voice session to is a setting or refused. */
class VoiceSettingsFuzz {
  @FuzzTest
  void isASettingOrRefused(byte[] bytes) {
    try {
      Fields config = Fields.of(Json.parse(new String(bytes, StandardCharsets.UTF_8)));
      RealtimeConfig read = VoiceSettings.read(RealtimeConfig.of("m", null), config, true);
      VoiceSettings.read(read, Fields.of(Json.object()), false);
    } catch (InvalidJsonException | InvalidFieldException e) {
      if (e.getMessage() == null) {
        throw new IllegalStateException("a refusal without a reason", e);
      }
    }
  }
}
