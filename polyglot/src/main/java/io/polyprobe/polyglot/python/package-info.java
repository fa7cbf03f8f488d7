/**
 * Python: GraalPy as the interpreter, and BCC's package {@code bcc} for scripts to import.
 *
 * <p>The package's source lies in this package's resources. It is thin: names, argument forms and Python's own idioms;
 * what things mean is decided in {@link io.polyprobe.polyglot.script}, the same for each language.
 */
@NullMarked
package io.polyprobe.polyglot.python;

import org.jspecify.annotations.NullMarked;
