/**
 * The contract between scripts and the place where their programs run: the virtual kernel or Linux.
 *
 * <p>A {@link io.polyprobe.target.Target} is such a place. It says what its kernel is like
 * ({@link io.polyprobe.target.Types}: the types that C is compiled against) and what can be probed
 * ({@link io.polyprobe.target.ProbeCatalog}), and it takes objects in:
 *
 * <pre>{@code
 * ObjectSpec      what a file says, the same everywhere
 *    | Target.load
 * LoadedObject    its maps exist; its programs are loaded when first asked for
 *    |-- maps()     BpfMap        bytes to bytes, as bpf(2) shows a map
 *    |-- program()  Program       accepted by the target; can be test-run
 *    '-- attach()   Link          a program at a probe; closing it detaches
 * }</pre>
 *
 * <p>A {@link io.polyprobe.target.ProbeSpec} is a probe as its user means it, {@code kprobe:vfs_read} say, and not the
 * mechanism: {@link io.polyprobe.target.Link#mechanism} tells which one was found. What programs print comes out of a
 * {@link io.polyprobe.target.TraceStream}.
 *
 * <p>Waiting is the target's, too. {@link io.polyprobe.target.Target#sleep} and reads of a stream let time pass; in the
 * virtual kernel it passes nowhere else, and when its world is over they end with
 * {@link io.polyprobe.target.WorldEndedException}. All waits can be interrupted.
 *
 * <p>Whoever opens closes, and closing a target closes all that came out of it. Used afterwards, each part says that it
 * is closed by a {@link io.polyprobe.diag.TargetException}. Both targets pass the same tests ({@code MapContract} and
 * its like), so what is written here holds for either.
 */
@NullMarked
package io.polyprobe.target;

import org.jspecify.annotations.NullMarked;
