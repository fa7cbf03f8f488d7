package io.polyprobe.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/** A capture in the older format: a header, then each packet behind a header of its own ({@code pcap-savefile(5)}). */
final class PcapFile extends Capture {
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int HEADER = 24;
    private static final int LINK_TYPE = 20;

    /** Above the link type are bits about checksums of frames. */
    private static final int LINK_TYPE_BITS = 0xffff;

    private static final int RECORD = 16;
    private static final long SECOND = 1_000_000_000;

    private final int linkType;
    private final long unit;
    private long at = HEADER;

    private PcapFile(Arena arena, Path path, Words file, boolean nanoseconds) {
        super(arena, path, file);
        unit = nanoseconds ? 1 : 1_000;
        linkType = file.size() < HEADER ? 0 : file.word(LINK_TYPE) & LINK_TYPE_BITS;
    }

    /** @param magic its first word, as little-endian */
    static Optional<Capture> open(Arena arena, Path path, MemorySegment bytes, int magic) {
        int swapped = Integer.reverseBytes(magic);
        return switch (magic) {
            case MICROSECONDS, NANOSECONDS ->
                Optional.of(new PcapFile(arena, path, new Words(bytes, false), magic == NANOSECONDS));
            default ->
                swapped == MICROSECONDS || swapped == NANOSECONDS
                        ? Optional.of(new PcapFile(arena, path, new Words(bytes, true), swapped == NANOSECONDS))
                        : Optional.empty();
        };
    }

    @Override
    public boolean next() {
        long left = file.size() - at;
        if (left == 0) {
            return false;
        }
        if (left < RECORD) {
            return left < 0
                    ? damaged(0, "its header has %d bytes instead of %d".formatted(file.size(), HEADER))
                    : damaged(at, "the header of a packet ends with the file");
        }
        long captured = file.number(at + 8);
        if (captured > LONGEST) {
            return damaged(at, "a packet has %d bytes, more than any has".formatted(captured));
        }
        if (captured > left - RECORD) {
            return damaged(at, "of a packet's %d bytes there are %d".formatted(captured, left - RECORD));
        }
        long when = file.number(at) * SECOND + file.number(at + 4) * unit;
        show(when, at + RECORD, (int) captured, file.word(at + 12), linkType);
        at += RECORD + captured;
        return true;
    }
}
