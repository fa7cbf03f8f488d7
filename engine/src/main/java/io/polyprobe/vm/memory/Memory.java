package io.polyprobe.vm.memory;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The address space: regions sorted by address, and the checked access to them. The virtual kernel runs its programs on
 * one thread; others may map and unmap regions meanwhile.
 */
public final class Memory {
    /** The process's memory from address 0, unchecked: who uses it knows that what is at an address is theirs. */
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Sorted by address, never overlapping; replaced as a whole. */
    private volatile List<Region> regions = List.of();

    /** Taken out since no program was running. */
    private final List<Region> leaving = new ArrayList<>();

    /** The region of the last successful access: programs stay in one for long. */
    private Region recent = Region.NOWHERE;

    /**
     * Makes off-heap memory accessible to programs at its own address.
     *
     * @param segment native memory that outlives the region; at least one byte
     * @throws IllegalArgumentException where the memory is on the heap, empty, or overlaps a region
     */
    public synchronized Region map(String name, MemorySegment segment, Access access) {
        if (!segment.isNative() || segment.byteSize() == 0) {
            throw new IllegalArgumentException(name + ": a region is native memory of at least one byte");
        }
        var region = new Region(name, segment, access);
        int index = indexAfter(regions, region.address());
        boolean overlapsPrevious = index > 0 && regions.get(index - 1).holds(region.address(), 1);
        boolean overlapsNext =
                index < regions.size() && region.holds(regions.get(index).address(), 1);
        if (overlapsPrevious || overlapsNext) {
            throw new IllegalArgumentException(
                    region + " overlaps " + regions.get(overlapsPrevious ? index - 1 : index));
        }
        var more = new ArrayList<Region>(regions.size() + 1);
        more.addAll(regions);
        more.add(index, region);
        regions = more;
        return region;
    }

    /**
     * Takes a region out of the address space; one that is not in it is left alone. A program that runs meanwhile may
     * have a pointer into it, so its memory stays until {@link #settle}.
     */
    public synchronized void unmap(Region region) {
        leaving.add(region);
        var fewer = new ArrayList<>(regions);
        fewer.remove(region);
        regions = fewer;
        region.unmap();
        if (recent == region) {
            recent = Region.NOWHERE;
        }
    }

    /** Lets go of memory that was taken out: no program is running. */
    public void settle() {
        if (!leaving.isEmpty()) {
            forgetLeaving();
        }
    }

    private synchronized void forgetLeaving() {
        leaving.clear();
    }

    /** The region of the last successful access. */
    public Region recent() {
        return recent;
    }

    /** All regions by ascending address. */
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    /** The region that holds the byte at an address, whatever its access. */
    public Optional<Region> regionAt(long address) {
        var now = regions;
        int index = indexAfter(now, address) - 1;
        return index >= 0 && now.get(index).holds(address, 1) ? Optional.of(now.get(index)) : Optional.empty();
    }

    /**
     * The region that an access falls into.
     *
     * @param size bytes, at least 1
     * @throws MemoryFault where no region with the needed access holds all of it as it lies in memory
     */
    public Region region(long address, int size, Access needed) {
        Region region = require(address, size, needed);
        requirePlain(region, address, size, needed);
        return region;
    }

    /** Pointers of contexts do not lie in memory as programs see them, and of some memory it is known what was written. */
    private static void requirePlain(Region region, long address, int size, Access needed) {
        if (region.touchesPointer(address - region.address(), size)) {
            throw new MemoryFault(
                    address,
                    size,
                    needed,
                    needed == Access.READ
                            ? "this field is a pointer, read by 4 bytes as a whole"
                            : "this field is a pointer that only the kernel sets");
        }
        if (needed == Access.READ_WRITE && region.touchesClosed(address - region.address(), size)) {
            throw new MemoryFault(address, size, needed, "this field of the context is read-only");
        }
        if (needed == Access.READ && region.isUnwritten(address - region.address(), size)) {
            throw new MemoryFault(
                    address, size, needed, "nothing was written there yet, in %s".formatted(region.name()));
        }
        if (needed == Access.READ_WRITE) {
            region.write(address - region.address(), size);
        }
    }

    /**
     * Reads a little-endian number.
     *
     * @param size 1, 2, 4 or 8 bytes
     * @return the number, zero-extended
     * @throws MemoryFault where no readable region holds all of it
     */
    public long load(long address, int size) {
        if (!recent.isReadable(address, size)) {
            Region region = require(address, size, Access.READ);
            if (size == Integer.BYTES && region.isPointer(address)) {
                return region.pointerAt(address);
            }
            requirePlain(region, address, size, Access.READ);
        }
        return read(address, size);
    }

    /** Reads a number where that is known to be allowed. */
    public static long read(long address, int size) {
        return switch (size) {
            case 1 -> Byte.toUnsignedLong(ALL.get(ValueLayout.JAVA_BYTE, address));
            case 2 -> Short.toUnsignedLong(ALL.get(SHORT, address));
            case 4 -> Integer.toUnsignedLong(ALL.get(INT, address));
            case 8 -> ALL.get(LONG, address);
            default -> throw new IllegalArgumentException("size " + size);
        };
    }

    /** The same for an object of the kernel that may be gone: 0 where nothing is to be read. */
    public long probe(long address, int size) {
        return recent.isReadable(address, size)
                        || regionAt(address)
                                .filter(region -> region.isReadable(address, size))
                                .isPresent()
                ? load(address, size)
                : 0;
    }

    /**
     * Writes the low bytes of a number, little-endian.
     *
     * @param size 1, 2, 4 or 8 bytes
     * @throws MemoryFault where no writable region holds all of it
     */
    public void store(long address, int size, long value) {
        if (!recent.isWritable(address, size)) {
            requirePlain(require(address, size, Access.READ_WRITE), address, size, Access.READ_WRITE);
        }
        write(address, size, value);
    }

    /** Writes a number where that is known to be allowed. */
    public static void write(long address, int size, long value) {
        switch (size) {
            case 1 -> ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
            case 2 -> ALL.set(SHORT, address, (short) value);
            case 4 -> ALL.set(INT, address, (int) value);
            case 8 -> ALL.set(LONG, address, value);
            default -> throw new IllegalArgumentException("size " + size);
        }
    }

    /**
     * The memory behind a pointer and a length that a program passed to a helper.
     *
     * @param size bytes; with 0 nothing is checked, since a null pointer to nothing is what programs then pass
     * @throws MemoryFault where no region with the needed access holds all of it
     */
    public MemorySegment slice(long address, long size, Access needed) {
        if (size == 0) {
            return MemorySegment.ofAddress(address);
        }
        Region region = require(address, size, needed);
        if (needed == Access.READ_WRITE) {
            region.write(address - region.address(), size);
        }
        return region.segment().asSlice(address - region.address(), size);
    }

    private Region require(long address, long size, Access needed) {
        Region region = recent;
        if (region.holds(address, size) && region.access().allows(needed)) {
            return region;
        }
        var now = regions;
        int index = indexAfter(now, address) - 1;
        if (index < 0) {
            throw fault(address, size, needed);
        }
        region = now.get(index);
        if (!region.holds(address, size) || !region.access().allows(needed)) {
            throw fault(address, size, needed);
        }
        recent = region;
        return region;
    }

    /** The index of the first region that begins after an address. */
    private static int indexAfter(List<Region> regions, long address) {
        int low = 0;
        int high = regions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(regions.get(middle).address(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private MemoryFault fault(long address, long size, Access needed) {
        return new MemoryFault(address, size, needed, new Neighbourhood(regions).explain(address, size));
    }
}
