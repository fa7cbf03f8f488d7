package io.polyprobe.vm.packet;

import java.util.List;

/**
 * Where {@code bpf_redirect} or one of its like has sent a packet.
 *
 * @param devices numbers of devices, not all of which there need to be
 * @param ingress whether it comes in there rather than going out
 * @param elsewhere whether the device that it came in on is left out
 */
public record Redirect(List<Integer> devices, boolean ingress, boolean elsewhere) {
    /** To a place that no device is. */
    public static final Redirect NOWHERE = new Redirect(List.of(), false, false);

    public Redirect {
        devices = List.copyOf(devices);
    }

    /** To one device. */
    public static Redirect to(int device, boolean ingress) {
        return new Redirect(List.of(device), ingress, false);
    }
}
