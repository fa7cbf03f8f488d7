/**
 * The pcap world: packets of captures, as if network devices received them now.
 *
 * <p>Each capture is a {@link io.polyprobe.vm.world.pcap.Port}, a network device with a name and a number from 2 on (1 is
 * the loopback's). What a packet meets, it meets in the order of Linux: the device's XDP program; packet sockets; tc
 * programs of ingress; and where it is sent on, packet sockets and tc programs of egress there. {@link
 * io.polyprobe.vm.world.pcap.Passage} is that way; a port counts what programs say of its packets.
 *
 * <p>Time is the captures' own, from 100 seconds after boot on. What leaves a device or goes up into the network stack can
 * be written to a capture again.
 */
@NullMarked
package io.polyprobe.vm.world.pcap;

import org.jspecify.annotations.NullMarked;
