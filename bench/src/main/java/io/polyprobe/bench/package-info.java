/**
 * How fast the virtual kernel runs programs, beside Linux: {@code bench/vm} prints the table of
 * {@link io.polyprobe.bench.Table}. The programs are in {@code bench/programs}, in C.
 */
@NullMarked
package io.polyprobe.bench;

import org.jspecify.annotations.NullMarked;
