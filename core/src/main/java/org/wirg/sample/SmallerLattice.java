package org.wirg.sample;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Level;
import org.wirg.energy.Model;

/**
 * A model on a lattice of fewer sites, where its finest levels have the same law: levels that move
 * block by block are tuned there. What happens to a block depends on what its forces reach, not on
 * how many blocks there are beside it.
 *
 * @param model the law on that lattice
 * @param levels how many, the finest ones, are tuned there
 */
record SmallerLattice(Model model, int levels) {
  /** The lattice that makes tuning cheapest; null where none does, or no level moves by blocks. */
  static @Nullable SmallerLattice of(Model model) {
    List<Level> inBlocks =
        model.levels().stream().takeWhile(level -> Calibration.blocks(level) != null).toList();
    SmallerLattice best = null;
    double least = inBlocks.isEmpty() ? 0 : sites(inBlocks.getFirst());
    for (int times = 1; !inBlocks.isEmpty() && model.halves(times); times++) {
      Model smaller = model.resized(model.grid().longestSide() >> times);
      int served = served(smaller.levels(), inBlocks);
      double own = served < inBlocks.size() ? sites(inBlocks.get(served)) : 0;
      double sites = sites(smaller.levels().getFirst()) + own;
      if (served > 0 && sites < least) {
        least = sites;
        best = new SmallerLattice(smaller, served);
      }
    }
    return best;
  }

  private static double sites(Level level) {
    return level.energy().grid().sites();
  }

  /** The number of levels, from the finest on, that have their law there and move by blocks. */
  private static int served(List<Level> there, List<Level> levels) {
    int served = 0;
    while (served < Math.min(there.size(), levels.size())
        && there.get(served).sigma() == levels.get(served).sigma()
        && Arrays.equals(there.get(served).energy().theta(), levels.get(served).energy().theta())
        && Calibration.someBlocks(there.get(served)) != null) {
      served++;
    }
    return served;
  }
}
