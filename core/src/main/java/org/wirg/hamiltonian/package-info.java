/** What was learned, as physics: Hamiltonians in lattice convention, free energies, ln Z. */
@NullMarked
package org.wirg.hamiltonian;

import org.jspecify.annotations.NullMarked;
