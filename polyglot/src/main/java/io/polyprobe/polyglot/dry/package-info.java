/**
 * Scripts run to see what they would load, not to trace: {@link io.polyprobe.polyglot.dry.DryRun}.
 *
 * <p>A script may build its C as it likes, from arguments and from what it asks of the kernel, so the only way to its
 * programs is to let it build them. Here it meets a target that has everything (any probe can be attached to, and tables
 * are real) but in which no program runs, and whose world ends as soon as the script waits for it.
 */
@NullMarked
package io.polyprobe.polyglot.dry;

import org.jspecify.annotations.NullMarked;
