package io.polyprobe.vm.packet;

import java.lang.foreign.MemorySegment;

/** A packet, and the context by which a program knows it. */
public abstract sealed class Packet implements AutoCloseable permits XdpPacket, SocketBuffer {
    /** Bytes of an Ethernet header; no packet is shorter. */
    public static final int ETHERNET_HEADER = 14;

    /** The loopback device, on which the packets of test runs come in. */
    public static final int LOOPBACK = 1;

    final Packets packets;
    final Context context;
    final Window window;

    Packet(Packets packets, Context context, Window window) {
        this.packets = packets;
        this.context = context;
        this.window = window;
        packets.add(this);
    }

    /** The address of the context: the program's r1. */
    public long context() {
        return context.address();
    }

    /** The number of the device that it came in on. */
    public abstract int device();

    /** The packet's bytes as they are now; a helper that moves an edge makes it another segment. */
    public abstract MemorySegment bytes();

    /** How many bytes the packet has. */
    public int length() {
        return (int) bytes().byteSize();
    }

    /** The packet as the caller of a test run gets it back. */
    public abstract byte[] result();

    /** The context as the caller of a test run gets it back. */
    public abstract byte[] contextResult();

    @Override
    public void close() {
        packets.remove(this);
        window.close();
        context.close();
    }
}
