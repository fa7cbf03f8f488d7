/** Tests of the interpreter: its rules here, each instruction's result beside the kernel's. */
@NullMarked
package io.polyprobe.vm.interpreter;

import org.jspecify.annotations.NullMarked;
