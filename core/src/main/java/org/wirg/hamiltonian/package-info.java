/** Absolute energies: what the conditional laws are normalised by. */
@NullMarked
package org.wirg.hamiltonian;

import org.jspecify.annotations.NullMarked;
