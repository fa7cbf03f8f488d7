/** Tests of reading and writing captures. */
@NullMarked
package io.polyprobe.capture;

import org.jspecify.annotations.NullMarked;
