/** Estimators: from a data set to a model. */
@NullMarked
package org.wirg.fit;

import org.jspecify.annotations.NullMarked;
