package org.wirg.report;

/**
 * What a series stands for; the page gives it a colour that fits its background.
 *
 * @param name a word of the page's themes
 */
record Role(String name) {
  static final Role DATA = new Role("data");
  static final Role GENERATED = new Role("generated");
  static final Role TRUTH = new Role("truth");
  static final Role PLAIN = new Role("plain");

  /** One of a number of scales, the finest being 0. */
  static Role level(int level, int levels) {
    return new Role("level:" + level + "/" + levels);
  }
}
