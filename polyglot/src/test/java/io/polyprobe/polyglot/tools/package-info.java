/** BCC's own scripts, as Debian's package {@code bpfcc-tools} holds them: what becomes of the C in them. */
@NullMarked
package io.polyprobe.polyglot.tools;

import org.jspecify.annotations.NullMarked;
