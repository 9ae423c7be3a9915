/** Benchmarks of the hot paths. */
@NullMarked
package org.wirg.bench;

import org.jspecify.annotations.NullMarked;
