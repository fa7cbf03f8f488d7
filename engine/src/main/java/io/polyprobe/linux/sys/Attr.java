package io.polyprobe.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A structure handed to the kernel, zero where nothing was put. It and all that it points to live as long as the arena
 * it was made in.
 */
public final class Attr {
    private final Arena arena;
    private final MemorySegment memory;

    private Attr(Arena arena, int size) {
        this.arena = arena;
        this.memory = arena.allocate(size, 8);
    }

    /** A {@code union bpf_attr}. */
    public static Attr bpf(Arena arena) {
        return new Attr(arena, BpfAttr.SIZE);
    }

    public static Attr of(Arena arena, int size) {
        return new Attr(arena, size);
    }

    public Attr u16(int offset, int value) {
        memory.set(JAVA_SHORT, offset, (short) value);
        return this;
    }

    public Attr u32(int offset, int value) {
        memory.set(JAVA_INT, offset, value);
        return this;
    }

    public Attr u64(int offset, long value) {
        memory.set(JAVA_LONG, offset, value);
        return this;
    }

    /** Puts a pointer. */
    public Attr pointer(int offset, MemorySegment target) {
        return u64(offset, target.address());
    }

    /** Puts a pointer to another attribute, which the kernel fills in. */
    public Attr attr(int offset, Attr target) {
        return pointer(offset, target.memory);
    }

    /** Puts a pointer to a copy of {@code bytes}. */
    public Attr bytes(int offset, byte[] bytes) {
        MemorySegment copy = arena.allocate(Math.max(bytes.length, 1), 8);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        return pointer(offset, copy);
    }

    /** Puts a pointer to a zero-terminated copy of {@code text}. */
    public Attr string(int offset, String text) {
        return pointer(offset, arena.allocateFrom(text));
    }

    /**
     * Puts the name of a program or map itself, cut to 15 bytes. The kernel takes letters, digits, {@code _} and {@code .}
     * only; others become {@code _}.
     */
    public Attr name(int offset, String name) {
        byte[] bytes = name.replaceAll("[^A-Za-z0-9_.]", "_").getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, offset, Math.min(bytes.length, Bpf.OBJ_NAME_LEN - 1));
        return this;
    }

    /** Puts text itself. */
    public Attr text(int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, offset, bytes.length);
        return this;
    }

    public int u32(int offset) {
        return memory.get(JAVA_INT, offset);
    }

    long address() {
        return memory.address();
    }

    int size() {
        return (int) memory.byteSize();
    }
}
