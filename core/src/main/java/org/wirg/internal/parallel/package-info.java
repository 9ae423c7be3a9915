/** Work in numbered blocks, merged in order of their number. */
@NullMarked
package org.wirg.internal.parallel;

import org.jspecify.annotations.NullMarked;
