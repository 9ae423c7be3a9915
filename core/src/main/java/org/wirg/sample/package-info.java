/** Monte Carlo: from a model to new fields. */
@NullMarked
package org.wirg.sample;

import org.jspecify.annotations.NullMarked;
