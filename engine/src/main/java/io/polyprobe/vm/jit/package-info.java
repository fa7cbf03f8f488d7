/** Compiles programs to JVM classes. */
@NullMarked
package io.polyprobe.vm.jit;

import org.jspecify.annotations.NullMarked;
