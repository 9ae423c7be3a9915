/** The command line from outside: arguments in, exit code, text and files out. */
@NullMarked
package org.wirg.cli;

import org.jspecify.annotations.NullMarked;
