/** Counter-based random numbers. */
@NullMarked
package org.wirg.internal.random;

import org.jspecify.annotations.NullMarked;
