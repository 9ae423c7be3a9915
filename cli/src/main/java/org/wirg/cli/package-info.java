/** The command line: one class per command. */
@NullMarked
package org.wirg.cli;

import org.jspecify.annotations.NullMarked;
