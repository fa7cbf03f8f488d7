/** Whole-product tests: each runs {@code ./polyprobe} as a person would. */
@NullMarked
package io.polyprobe.polyglot.launcher;

import org.jspecify.annotations.NullMarked;
