/** What maps do, on every target: each suite runs in the virtual kernel and in Linux, which is the oracle. */
@NullMarked
package io.polyprobe.target.map;

import org.jspecify.annotations.NullMarked;
