/** Energies of fields: potentials, conditional energies, the model. */
@NullMarked
package org.wirg.energy;

import org.jspecify.annotations.NullMarked;
