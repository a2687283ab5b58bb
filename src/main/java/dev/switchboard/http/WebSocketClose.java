package dev.switchboard.http;

/**
 * How a WebSocket ended.
 *
 * @param code as in the closing frame; {@link #NO_STATUS} if that had none, {@link #ABNORMAL} if
 *     there was no such frame
 * @param reason for people; may be empty
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4">RFC 6455, section 7.4</a>
 */
public record WebSocketClose(int code, String reason) {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;

  /** Never on the wire. */
  public static final int NO_STATUS = 1005;

  /** Never on the wire. */
  public static final int ABNORMAL = 1006;

  public static final int INVALID_DATA = 1007;
  public static final int POLICY_VIOLATION = 1008;
  public static final int TOO_BIG = 1009;
  public static final int INTERNAL_ERROR = 1011;
  public static final int TRY_AGAIN_LATER = 1013;

  /** Whether a code may stand in a closing frame. */
  static boolean isOnTheWire(int code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != NO_STATUS && code != ABNORMAL)
        || (code >= 3000 && code <= 4999);
  }
}
