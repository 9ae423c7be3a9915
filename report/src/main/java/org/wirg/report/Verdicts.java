package org.wirg.report;

import java.util.List;

/** All that was checked. */
record Verdicts(List<Verdict> all) implements Item {
  Verdicts {
    all = List.copyOf(all);
  }

  long failed() {
    return all.stream().filter(v -> !v.passed()).count();
  }
}
