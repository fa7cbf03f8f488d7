/**
 * Running a script file as its language's own command would.
 *
 * <p>A {@link io.polyprobe.polyglot.script.Script} is a file with arguments. A {@link
 * io.polyprobe.polyglot.script.ScriptRunner} a language runs it: as the main module, with the process's standard
 * streams, to an exit code of {@link io.polyprobe.polyglot.script.ExitCode}. What the script uses of the engine hangs
 * on a {@link io.polyprobe.polyglot.script.Session}, which opens the target late (a script that asks for
 * {@code --help} needs none) and closes everything.
 */
@NullMarked
package io.polyprobe.polyglot.script;

import org.jspecify.annotations.NullMarked;
