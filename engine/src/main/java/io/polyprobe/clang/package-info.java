/**
 * The C compiler as a tool: found, run, understood, and run as seldom as can be.
 *
 * <p>The engine has no C compiler of its own; it uses the machine's clang, version 14 or later, through four things:
 *
 * <ol>
 *   <li>{@link io.polyprobe.clang.ClangLocator} finds it without running it. A clang is known by its file's path, size
 *       and time; its version is asked for once and remembered.
 *   <li>{@link io.polyprobe.clang.Clang} runs it: under a time limit, in an environment of its own, with both its
 *       streams drained, and dead when the caller is interrupted. What it reads and writes lives in a
 *       {@link io.polyprobe.clang.Scratch} directory that is gone afterwards.
 *   <li>{@link io.polyprobe.clang.ClangMessage} reads its messages, so that they can be shown as
 *       {@link io.polyprobe.diag.Diagnostic}s of the text that the user wrote.
 *   <li>{@link io.polyprobe.clang.ObjectCache} keeps its results under a digest of all that went into them. The same
 *       program compiled again costs one file read, and needs no clang at all.
 * </ol>
 */
@NullMarked
package io.polyprobe.clang;

import org.jspecify.annotations.NullMarked;
