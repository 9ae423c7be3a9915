/** Files in and out: npy fields, the JSON model, atomic writes. */
@NullMarked
package org.wirg.file;

import org.jspecify.annotations.NullMarked;
