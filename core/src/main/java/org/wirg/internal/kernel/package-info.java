/** The hot loops, each a plain scalar loop and a vector twin that agrees bit for bit. */
@NullMarked
package org.wirg.internal.kernel;

import org.jspecify.annotations.NullMarked;
