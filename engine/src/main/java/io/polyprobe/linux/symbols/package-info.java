/** What addresses are called: the kernel's own list of its symbols. */
@NullMarked
package io.polyprobe.linux.symbols;

import org.jspecify.annotations.NullMarked;
