package dev.switchboard.task;

import tools.jackson.databind.JsonNode;

/** Hears nothing. */
enum SilentSink implements TaskSink {
  INSTANCE;

  @Override
  public void delta(String text) {}

  @Override
  public void fieldDelta(String pointer, String text) {}

  @Override
  public void fieldComplete(String pointer, JsonNode value) {}

  @Override
  public void toolCallStarted(int index, String id, String name) {}

  @Override
  public void toolCallDelta(int index, String arguments) {}
}
