package io.polyprobe.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A capture in the newer format: blocks, each between its length and its length again. A section has a byte order and
 * interfaces of its own; blocks that hold no packets are passed over.
 */
final class PcapngFile extends Capture {
    /** A Section Header Block, the same in both byte orders. */
    static final int SECTION = 0x0a0d0d0a;

    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int PACKET = 6;

    private static final int BYTE_ORDER = 0x1a2b3c4d;

    /** A block with nothing in it: type, length, length. */
    private static final int EMPTY = 12;

    /** Bytes of a packet's block before the packet. */
    private static final int BEFORE_PACKET = 28;

    private static final int BEFORE_SIMPLE_PACKET = 12;
    private static final int TRAILER = 4;

    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private Words words;
    private long at;

    PcapngFile(Arena arena, Path path, MemorySegment bytes) {
        super(arena, path, new Words(bytes, false));
        words = file;
    }

    @Override
    public boolean next() {
        while (at < file.size()) {
            if (file.size() - at < EMPTY) {
                return damaged(at, "a block ends with the file");
            }
            int type = words.word(at);
            if (type == SECTION && !beginSection()) {
                return damaged(at, "a section tells its byte order by 0x%08x".formatted(words.word(at + 8)));
            }
            long block = at;
            long length = words.number(at + 4);
            if (length < EMPTY || length % 4 != 0) {
                return damaged(at, "a block has %d bytes".formatted(length));
            }
            if (length > file.size() - at) {
                return damaged(at, "of a block's %d bytes there are %d".formatted(length, file.size() - at));
            }
            if (words.number(at + length - TRAILER) != length) {
                return damaged(
                        at,
                        "a block has %d bytes, and at its end it says %d"
                                .formatted(length, words.number(at + length - TRAILER)));
            }
            at += length;
            switch (type) {
                case INTERFACE -> {
                    if (length < PcapngInterface.SMALLEST) {
                        return damaged(block, "the description of an interface has %d bytes".formatted(length));
                    }
                    interfaces.add(PcapngInterface.read(words, block, length - TRAILER));
                }
                case PACKET -> {
                    return packet(block, length, length < BEFORE_PACKET ? 0 : words.number(block + 8));
                }
                case OLD_PACKET -> {
                    return packet(block, length, length < BEFORE_PACKET ? 0 : words.half(block + 8));
                }
                case SIMPLE_PACKET -> {
                    return simple(block, length);
                }
                default -> {}
            }
        }
        return false;
    }

    /** False where it has no byte order. */
    private boolean beginSection() {
        interfaces.clear();
        for (boolean swapped : new boolean[] {false, true}) {
            words = new Words(file.bytes(), swapped);
            if (words.word(at + 8) == BYTE_ORDER) {
                return true;
            }
        }
        return false;
    }

    private boolean packet(long block, long length, long number) {
        if (length < BEFORE_PACKET + TRAILER) {
            return damaged(block, "a packet's block has %d bytes".formatted(length));
        }
        if (number >= interfaces.size()) {
            return damaged(block, "a packet is of interface %d, of which nothing was said".formatted(number));
        }
        PcapngInterface from = interfaces.get((int) number);
        long ticks = words.number(block + 12) << Integer.SIZE | words.number(block + 16);
        return show(
                block,
                length,
                BEFORE_PACKET,
                words.number(block + 20),
                words.word(block + 24),
                from.nanos(ticks),
                from);
    }

    /** A packet without time: it comes with the one before it. */
    private boolean simple(long block, long length) {
        if (interfaces.isEmpty() || length < BEFORE_SIMPLE_PACKET + TRAILER) {
            return damaged(block, "a packet is of an interface of which nothing was said");
        }
        PcapngInterface from = interfaces.getFirst();
        long captured = Math.min(from.snapshot(), words.number(block + 8));
        return show(block, length, BEFORE_SIMPLE_PACKET, captured, words.word(block + 8), nanos(), from);
    }

    private boolean show(
            long block, long length, int before, long captured, int sent, long when, PcapngInterface from) {
        if (captured > LONGEST || captured > length - before - TRAILER) {
            return damaged(block, "a packet has %d bytes, its block %d".formatted(captured, length));
        }
        show(when, block + before, (int) captured, sent, from.linkType());
        return true;
    }
}
