package dev.switchboard.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.SchemaValidator;
import tools.jackson.databind.JsonNode;

/** Any body of a native call is a call that can be asked of a model, or is refused. */
class TaskCallFuzz {
  private final TaskEngine engine = new TaskEngine(new SchemaValidator(0));

  @FuzzTest
  void isACallOrRefused(byte[] bytes) {
    try {
      JsonNode body = Json.parseLenient(bytes);
      TaskCallReader.wantsStream(body);
      TaskEngine.Prepared prepared = engine.prepare(TaskCallReader.read(body, null));
      if (prepared.call().input() != null) {
        Conversation conversation = Conversation.of(prepared.call(), prepared.attachments());
        Rung rung = prepared.plan() instanceof OutputPlan.Text ? Rung.TEXT : Rung.INSTRUCTIONS;
        assertThat(conversation.request("m", prepared.plan(), rung, TaskCall.Options.NONE, null))
            .isNotNull();
      }
    } catch (InvalidJsonException | InvalidFieldException | FailureException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
