/**
 * What each helper is: the one table of the functions that programs call by number.
 *
 * <p>{@link io.polyprobe.prototype.Prototypes} answers which helper a number is for a type of program, and what it takes
 * and gives:
 *
 * <pre>{@code
 * Prototype update = Prototypes.of(2, ProgramType.XDP).orElseThrow();
 * update.name();      // bpf_map_update_elem
 * update.arguments(); // map, key, value, any
 * }</pre>
 *
 * <p>Nearly all numbers have one prototype; a few have several, for different types of programs: {@code bpf_sk_assign}
 * takes one kind of socket in tc and another in {@code sk_lookup}.
 *
 * <p>The table is a text, {@code prototypes.txt}, one line a prototype. Its words are those of the kernel's {@code enum
 * bpf_arg_type} and {@code enum bpf_return_type} ({@code include/linux/bpf.h}). Where this machine's kernel loads a type
 * of program, a test asks it whether the line is true.
 */
@NullMarked
package io.polyprobe.prototype;

import org.jspecify.annotations.NullMarked;
