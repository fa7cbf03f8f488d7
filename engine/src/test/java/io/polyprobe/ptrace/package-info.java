@NullMarked
package io.polyprobe.ptrace;

import org.jspecify.annotations.NullMarked;
