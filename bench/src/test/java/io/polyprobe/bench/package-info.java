/** Tests of the programs that are measured. */
@NullMarked
package io.polyprobe.bench;

import org.jspecify.annotations.NullMarked;
