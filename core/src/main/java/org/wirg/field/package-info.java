/** Lattices, data sets of fields, their normalisation. */
@NullMarked
package org.wirg.field;

import org.jspecify.annotations.NullMarked;
