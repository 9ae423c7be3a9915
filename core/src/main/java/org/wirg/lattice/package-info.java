/** Reference systems simulated from their definition. */
@NullMarked
package org.wirg.lattice;

import org.jspecify.annotations.NullMarked;
