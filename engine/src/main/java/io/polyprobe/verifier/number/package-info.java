/**
 * What a verifier knows of a number: sets of 64-bit values, held small.
 *
 * <p>A {@link io.polyprobe.verifier.number.Scalar} is the meet of three views that correct each other: single bits
 * ({@link io.polyprobe.verifier.number.Tnum}), the range of all 64 bits and that of the lower 32
 * ({@link io.polyprobe.verifier.number.Bounds}, signed and unsigned). {@link io.polyprobe.verifier.number.Arithmetic}
 * says what operations make of them, {@link io.polyprobe.verifier.number.Comparison} what a jump teaches.
 *
 * <p>The one law: what an operation returns holds every value that the concrete operation can return. How much more it
 * may hold is Linux 6.18's choice, since a program should not pass here that fails there.
 */
@NullMarked
package io.polyprobe.verifier.number;

import org.jspecify.annotations.NullMarked;
