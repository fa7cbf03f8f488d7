/**
 * System calls, by {@code java.lang.foreign} and nothing else.
 *
 * <p>{@link io.polyprobe.linux.sys.SystemCalls} makes them, {@link io.polyprobe.linux.sys.Attr} lays out what they are
 * given, {@link io.polyprobe.linux.sys.Fd} is what they give back, and {@link io.polyprobe.linux.sys.Owner} closes it:
 *
 * <pre>{@code
 * try (var arena = Arena.ofConfined()) {
 *     var attr = Attr.bpf(arena).u32(MapElement.MAP_FD, map.number());
 *     long result = SystemCalls.bpf(Bpf.MAP_FREEZE, attr);
 *     if (result < 0) ...                                   // Errno.describe(result)
 * }
 * }</pre>
 */
@NullMarked
package io.polyprobe.linux.sys;

import org.jspecify.annotations.NullMarked;
