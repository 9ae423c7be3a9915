@NullMarked
package org.wirg.report;

import org.jspecify.annotations.NullMarked;
