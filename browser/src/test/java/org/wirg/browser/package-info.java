@NullMarked
package org.wirg.browser;

import org.jspecify.annotations.NullMarked;
