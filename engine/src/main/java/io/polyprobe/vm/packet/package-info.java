/**
 * Packets as programs see them: bytes with room around them, and the context that tells about them.
 *
 * <p>A {@link io.polyprobe.vm.packet.Packet} is one of two. An {@link io.polyprobe.vm.packet.XdpPacket} is what a driver
 * has just received ({@code struct xdp_md}); a {@link io.polyprobe.vm.packet.SocketBuffer} is what travels through the
 * network ({@code struct __sk_buff}). Both own a stretch of memory of which programs see a window, the packet's bytes;
 * helpers move its edges, and the context's {@code data} and {@code data_end} follow.
 *
 * <p>Helpers get the address of a context and find its packet in {@link io.polyprobe.vm.packet.Packets}.
 *
 * <p>Sizes, limits and initial values are those that Linux 6.18 was seen to have in {@code BPF_PROG_TEST_RUN}, where a
 * packet comes in on the loopback device.
 */
@NullMarked
package io.polyprobe.vm.packet;

import org.jspecify.annotations.NullMarked;
