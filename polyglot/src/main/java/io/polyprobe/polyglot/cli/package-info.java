/**
 * The command {@code polyprobe}: options, then a script, then the script's own arguments.
 *
 * <p>{@link io.polyprobe.polyglot.cli.Main} is on the way of every start, so it loads little.
 */
@NullMarked
package io.polyprobe.polyglot.cli;

import org.jspecify.annotations.NullMarked;
