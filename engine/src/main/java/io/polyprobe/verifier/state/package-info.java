/**
 * What is known at one point of one path through a program: the frames of the functions that are running, their registers
 * and stacks, and what the program holds (references, locks).
 *
 * <p>A {@link io.polyprobe.verifier.state.Value} is what a register or a full stack slot holds: nothing, a
 * {@link io.polyprobe.verifier.state.Quantity} or a {@link io.polyprobe.verifier.state.Pointer}. Values are shared between
 * states and do not change, but for two marks that only ever go up: that a quantity's exact range has mattered
 * ({@link io.polyprobe.verifier.state.Lineage}) and that a stack slot was read. A state that was explored to its end
 * needs to be compared with a new one only in what carries such a mark ({@link io.polyprobe.verifier.state.Cover}).
 */
@NullMarked
package io.polyprobe.verifier.state;

import org.jspecify.annotations.NullMarked;
