/** Files of fields in every known format: HDF5 and FITS beside those of the core. */
@NullMarked
package org.wirg.formats;

import org.jspecify.annotations.NullMarked;
