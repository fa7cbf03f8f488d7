/**
 * Classic BPF, the language of {@code tcpdump} and of {@code SO_ATTACH_FILTER}
 * ({@code Documentation/networking/filter.rst}): an accumulator A, an index X, sixteen words of memory, and jumps that
 * only go forward.
 *
 * <p>A {@link io.polyprobe.classic.ClassicFilter} is read from what {@code tcpdump -ddd} prints, checked by the rules of
 * Linux, listed as {@code tcpdump -d} does it, and translated to BPF, as Linux does it when it takes one: the translation
 * is a program of type {@code SOCKET_FILTER} that runs on either target.
 *
 * <pre>
 * filter      = { instruction }
 * instruction = code jt jf k        struct sock_filter of include/uapi/linux/filter.h
 * </pre>
 */
@NullMarked
package io.polyprobe.classic;

import org.jspecify.annotations.NullMarked;
