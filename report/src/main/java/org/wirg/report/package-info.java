/** A model and its checks as one page of pictures and plots. */
@NullMarked
package org.wirg.report;

import org.jspecify.annotations.NullMarked;
