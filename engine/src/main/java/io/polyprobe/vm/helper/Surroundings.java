package io.polyprobe.vm.helper;

import io.polyprobe.btf.Btf;
import io.polyprobe.vm.packet.Packets;

/**
 * The virtual kernel around the programs that call helpers.
 *
 * @param moment who runs where, and when
 * @param trigger what programs of probes are called for
 * @param packets what the contexts of programs tell about
 * @param timers those in the values of all maps
 * @param types how its structures are laid out
 */
public record Surroundings(Moment moment, Trigger trigger, Packets packets, Timers timers, Btf types) {}
