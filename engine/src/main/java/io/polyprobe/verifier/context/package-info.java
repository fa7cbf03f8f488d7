/**
 * What programs find in their contexts, by program type: the fields of {@code struct __sk_buff}, {@code xdp_md} and the
 * others, which of them may be read in part or written, and which hold pointers. The table is {@code contexts.txt}; a
 * test asks this machine's kernel about each of its bytes.
 */
@NullMarked
package io.polyprobe.verifier.context;

import org.jspecify.annotations.NullMarked;
