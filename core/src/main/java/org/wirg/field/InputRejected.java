package org.wirg.field;

/**
 * Bad input: a file, a data set or a model that cannot be used. The message says what must hold,
 * what was found and where, and what to do; it is meant for the user.
 */
public final class InputRejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputRejected(String message) {
    super(message);
  }

  public InputRejected(String message, Throwable cause) {
    super(message, cause);
  }
}
