/** Tests of the JIT: the interpreter's, and what only compiled programs can do wrong. */
@NullMarked
package io.polyprobe.vm.jit;

import org.jspecify.annotations.NullMarked;
