/** Tests of the virtual kernel. */
@NullMarked
package io.polyprobe.vm;

import org.jspecify.annotations.NullMarked;
