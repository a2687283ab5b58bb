package dev.switchboard.catalog;

/** Whether a model can do something: a missing statement is not a no. */
public enum Support {
  YES,
  NO,
  UNKNOWN
}
