/** What programs do with packets: the same in the virtual kernel, by interpreter and by JIT, and in Linux. */
@NullMarked
package io.polyprobe.target.packet;

import org.jspecify.annotations.NullMarked;
