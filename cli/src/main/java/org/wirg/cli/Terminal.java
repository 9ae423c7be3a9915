package org.wirg.cli;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where people watch a run, and what can be shown to them there.
 *
 * @param output whether standard output is a terminal
 * @param errors whether standard error is one
 * @param columns of it
 * @param colours that it has
 * @param unicode whether it shows more than ASCII
 */
record Terminal(boolean output, boolean errors, int columns, Colours colours, boolean unicode) {
  /** What escape codes a terminal understands. */
  enum Colours {
    /** None at all, or the user wants none. */
    NONE,
    /** The eight old ones. */
    FEW,
    /** A palette of 256. */
    PALETTE,
    /** Red, green and blue, 256 steps each. */
    TRUE
  }

  /**
   * Names the outputs that are terminals: out, err. The launcher sets it, for Java cannot tell one
   * output from another; without it nobody watches.
   */
  private static final String WATCHED = "wirg.terminal";

  private static final String WIDTH = "wirg.columns";
  private static final int USUAL_COLUMNS = 80;

  /** Nobody watches. */
  static final Terminal NONE = new Terminal(false, false, USUAL_COLUMNS, Colours.NONE, false);

  /** The one that this program was started at. */
  static Terminal present() {
    return of(
        System.getProperty(WATCHED, ""),
        System.getProperty(WIDTH, ""),
        System.getProperty("stdout.encoding", ""),
        System.getenv());
  }

  /**
   * @param watched outputs that are terminals
   * @param width in columns, where it is known
   * @param encoding the name of a character set
   * @param environment TERM, COLORTERM and NO_COLOR
   */
  static Terminal of(
      String watched, String width, String encoding, Map<String, String> environment) {
    List<String> outputs = Arrays.asList(watched.split(",", -1));
    return new Terminal(
        outputs.contains("out"),
        outputs.contains("err"),
        width.matches("[1-9]\\d{0,3}") ? Integer.parseInt(width) : USUAL_COLUMNS,
        colours(environment),
        unicode(encoding));
  }

  /** By https://no-color.org and what terminals say of themselves. */
  private static Colours colours(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "");
    String depth = environment.getOrDefault("COLORTERM", "");
    @Nullable String unwanted = environment.get("NO_COLOR");
    if ((unwanted != null && !unwanted.isEmpty()) || term.isEmpty() || term.equals("dumb")) {
      return Colours.NONE;
    }
    if (depth.equals("truecolor") || depth.equals("24bit") || term.endsWith("-direct")) {
      return Colours.TRUE;
    }
    return term.contains("256color") ? Colours.PALETTE : Colours.FEW;
  }

  private static boolean unicode(String encoding) {
    try {
      return Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return false;
    }
  }
}
