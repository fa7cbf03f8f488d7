package io.polyprobe.vm.packet;

import java.lang.foreign.MemorySegment;

/** The network devices that packets come in on and go out by. */
public interface Network {
    /** The loopback device alone; what is sent to it is gone. */
    Network LOOPBACK_ALONE = new Network() {
        @Override
        public boolean has(int device) {
            return device == Packet.LOOPBACK;
        }

        @Override
        public int mtu(int device) {
            return 65_536; // what Linux gives it
        }

        @Override
        public void send(int device, boolean ingress, MemorySegment packet) {}
    };

    /** Whether there is a device of that number. */
    boolean has(int device);

    /** The longest packet that a device sends, in bytes without Ethernet header. */
    int mtu(int device);

    /**
     * Sends a copy of a packet.
     *
     * @param device one that there is
     * @param ingress whether the device gets it as if it had come in there
     */
    void send(int device, boolean ingress, MemorySegment packet);
}
