/** Readers of files under Jazzer. */
@NullMarked
package org.wirg.fuzz;

import org.jspecify.annotations.NullMarked;
