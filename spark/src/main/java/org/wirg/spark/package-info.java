/** The same fit and sampling on Apache Spark. */
@NullMarked
package org.wirg.spark;

import org.jspecify.annotations.NullMarked;
