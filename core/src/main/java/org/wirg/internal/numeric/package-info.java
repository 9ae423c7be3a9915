/** Small numerical tools that the public packages share. */
@NullMarked
package org.wirg.internal.numeric;

import org.jspecify.annotations.NullMarked;
