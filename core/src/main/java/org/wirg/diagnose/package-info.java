/** Autocorrelations, convergence, statistics of fields and their comparison. */
@NullMarked
package org.wirg.diagnose;

import org.jspecify.annotations.NullMarked;
