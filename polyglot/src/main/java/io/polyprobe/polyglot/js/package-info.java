/**
 * JavaScript: GraalJS as the interpreter, and a module {@code bcc} for scripts to import.
 *
 * <p>The module's source lies in this package's resources. It gives what {@link io.polyprobe.polyglot.script} decides a
 * shape that JavaScript's users expect: camel case, option objects, iteration.
 */
@NullMarked
package io.polyprobe.polyglot.js;

import org.jspecify.annotations.NullMarked;
