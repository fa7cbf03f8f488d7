/** Tests of the engine as a whole. */
@NullMarked
package io.polyprobe;

import org.jspecify.annotations.NullMarked;
