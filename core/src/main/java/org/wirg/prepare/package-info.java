/** Data sets made from others: patches of maps, coarse fields. */
@NullMarked
package org.wirg.prepare;

import org.jspecify.annotations.NullMarked;
