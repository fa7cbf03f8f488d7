package io.polyprobe.vm.memory;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stretch of the address space with one name and one kind of access. Made by {@link Memory#map}. */
public final class Region {
    /** A region that holds nothing. */
    public static final Region NOWHERE = new Region("nowhere", MemorySegment.NULL, Access.NONE);

    private final String name;

    /** What it was mapped for; it shows all of it or a part. */
    private final MemorySegment whole;

    private long address;
    private long size;

    /** Offsets of fields that are pointers, and where they point; few, so that looking through them is fastest. */
    private long[] fields = {};

    private long[] targets = {};

    /** Bytes that programs may not write although the region is open for it. */
    private BitSet closed = new BitSet();

    /** Which bytes have been written, in a region that is watched. */
    private @Nullable BitSet written;

    private Access access;
    private boolean mapped = true;

    /** How many bytes, from the first, a program may now read as they lie; all or nothing. */
    private long readable;

    /** The same for writing. */
    private long writable;

    Region(String name, MemorySegment segment, Access access) {
        this.name = name;
        this.whole = segment;
        this.address = segment.address();
        this.size = segment.byteSize();
        this.access = access;
        measure();
    }

    /** What a person would call it, such as {@code map counts} or {@code stack of frame 1}. */
    public String name() {
        return name;
    }

    /** The memory that it shows; the Java side may read and write it whatever {@link #access()} says to programs. */
    public MemorySegment segment() {
        return whole.asSlice(address - whole.address(), size);
    }

    /** The address of its first byte. */
    public long address() {
        return address;
    }

    /** Its length in bytes. */
    public long size() {
        return size;
    }

    public Access access() {
        return access;
    }

    /**
     * Shows a part of the memory that the region was mapped for, and takes effect with programs' next access. The rest
     * stays the region's: nothing else is mapped there.
     *
     * @param offset from the memory's beginning, in bytes
     * @param length in bytes, may be 0
     */
    public void show(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, whole.byteSize());
        address = whole.address() + offset;
        size = length;
        measure();
    }

    /** Opens or closes the region for programs; takes effect with their next access. */
    public void allow(Access newAccess) {
        access = newAccess;
        measure();
    }

    /** Takes effect at once also where someone still remembers the region. */
    void unmap() {
        mapped = false;
        measure();
    }

    private void measure() {
        boolean plain = mapped && fields.length == 0 && written == null;
        readable = plain && access.allows(Access.READ) ? size : 0;
        writable = plain && closed.isEmpty() && access.allows(Access.READ_WRITE) ? size : 0;
    }

    /**
     * Whether a program may now read bytes as they lie in memory.
     *
     * @param length at least 1
     * @return false also where only {@link Memory#load} knows: in a region with pointers
     */
    public boolean isReadable(long start, int length) {
        long offset = start - address;
        return offset >= 0 && offset <= readable - length;
    }

    /** The same for writing. */
    public boolean isWritable(long start, int length) {
        long offset = start - address;
        return offset >= 0 && offset <= writable - length;
    }

    boolean holds(long start, long length) {
        long offset = start - address;
        return length >= 0 && offset >= 0 && offset <= size - length;
    }

    /**
     * Makes a field of 4 bytes read as a whole pointer. Some contexts ({@code struct xdp_md}, {@code struct __sk_buff})
     * declare pointers as {@code __u32}; Linux rewrites such loads when it verifies a program, here the field itself
     * knows. Made so again, it points elsewhere.
     *
     * @param offset of the field, in bytes
     */
    public void pointer(long offset, long target) {
        int index = indexOfPointer(offset);
        if (index >= 0) {
            targets[index] = target;
            return;
        }
        fields = Arrays.copyOf(fields, fields.length + 1);
        targets = Arrays.copyOf(targets, fields.length);
        fields[fields.length - 1] = offset;
        targets[fields.length - 1] = target;
        measure();
    }

    /**
     * Lets programs write only some bytes of a region that is open for writing, as of a context whose other fields are
     * the kernel's to set.
     *
     * @param open offsets of the bytes that stay open
     */
    public void allowWritesTo(BitSet open) {
        closed = new BitSet();
        closed.set(0, (int) size);
        closed.andNot(open);
        measure();
    }

    /** Takes all that the region holds for unwritten: a program that reads it before it writes there ends in a fault. */
    public void watch() {
        written = new BitSet((int) size);
        measure();
    }

    /** A range of bytes is being written. */
    void write(long offset, long length) {
        if (written != null) {
            written.set((int) offset, (int) (offset + length));
        }
    }

    /** Whether any of a range of bytes was never written, where somebody watches. */
    boolean isUnwritten(long offset, long length) {
        return written != null && written.nextClearBit((int) offset) < offset + length;
    }

    /** Whether any of a range of bytes may only be read. */
    boolean touchesClosed(long offset, long length) {
        int first = closed.nextSetBit((int) offset);
        return first >= 0 && first < offset + length;
    }

    /** Whether any of a range of bytes belongs to a field that reads as a pointer. */
    boolean touchesPointer(long offset, long length) {
        for (long field : fields) {
            if (field < offset + length && offset < field + Integer.BYTES) {
                return true;
            }
        }
        return false;
    }

    /** Whether a program may now read such a field at an address. */
    public boolean isPointer(long start) {
        return mapped && access.allows(Access.READ) && indexOfPointer(start - address) >= 0;
    }

    /** What a program reads in such a field. */
    public long pointerAt(long start) {
        return targets[indexOfPointer(start - address)];
    }

    private int indexOfPointer(long offset) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i] == offset) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "%s [0x%x, 0x%x) %s".formatted(name, address, address + size, access);
    }
}
