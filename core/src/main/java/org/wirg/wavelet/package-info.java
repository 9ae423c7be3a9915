/** Orthonormal periodised wavelets and the pyramid of scales. */
@NullMarked
package org.wirg.wavelet;

import org.jspecify.annotations.NullMarked;
