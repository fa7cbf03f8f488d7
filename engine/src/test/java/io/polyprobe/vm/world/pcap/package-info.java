/** Tests of the pcap world. */
@NullMarked
package io.polyprobe.vm.world.pcap;

import org.jspecify.annotations.NullMarked;
