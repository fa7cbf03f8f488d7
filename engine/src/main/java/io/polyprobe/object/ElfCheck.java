package io.polyprobe.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Looks at an ELF file's headers before anything is believed: it is for BPF, and no section reaches beyond the file or
 * overlaps another, so that nobody allocates what a damaged header asks for. Layouts are elf(5)'s.
 */
final class ElfCheck {
    static final int PROGBITS = 1;
    static final int SYMTAB = 2;
    static final int STRTAB = 3;
    static final int NOBITS = 8;
    static final int REL = 9;

    private static final int HEADER = 64;
    private static final int SECTION_HEADER = 64;
    private static final int EM_BPF = 247;
    private static final int ET_REL = 1;

    private final String name;
    private final ByteBuffer bytes;
    private final int at;
    private final int count;

    private ElfCheck(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes;
        long offset = bytes.getLong(40);
        this.count = Short.toUnsignedInt(bytes.getShort(60));
        if (offset < HEADER || offset > bytes.limit() || count * (long) SECTION_HEADER > bytes.limit() - offset) {
            throw MalformedObject.file(
                    name, "the table of %d sections at 0x%x is not within the file".formatted(count, offset));
        }
        this.at = (int) offset;
    }

    static ElfCheck of(String name, byte[] raw) {
        if (raw.length < HEADER || raw[0] != 0x7f || raw[1] != 'E' || raw[2] != 'L' || raw[3] != 'F') {
            throw MalformedObject.file(name, "this is no ELF file");
        }
        if (raw[5] == 2) {
            throw MalformedObject.file(
                    name,
                    "it was compiled for big-endian machines, this one is little-endian",
                    "Compile it with clang -target bpfel.");
        }
        var bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        int type = bytes.getShort(16);
        int machine = Short.toUnsignedInt(bytes.getShort(18));
        if (raw[4] != 2 || machine != EM_BPF) {
            throw MalformedObject.file(name, "it is for machine " + machine + ", not for BPF (" + EM_BPF + ")");
        }
        if (type != ET_REL || bytes.getShort(58) != SECTION_HEADER) {
            throw MalformedObject.file(name, "it is no relocatable object", "Compile it with clang -c.");
        }
        var check = new ElfCheck(name, bytes);
        check.sections();
        return check;
    }

    int count() {
        return count;
    }

    int type(int section) {
        return bytes.getInt(header(section) + 4);
    }

    /** What {@code sh_info} says: for relocations, the section that they apply to. */
    int info(int section) {
        return bytes.getInt(header(section) + 44);
    }

    private void sections() {
        if (count > 0 && Short.toUnsignedInt(bytes.getShort(62)) >= count) {
            throw MalformedObject.file(name, "the section that names the sections does not exist");
        }
        long room = bytes.limit();
        for (int i = 0; i < count; i++) {
            switch (type(i)) {
                case NOBITS, 0 -> {}
                case SYMTAB -> room -= size(i, 24);
                case REL -> room -= size(i, 16);
                default -> room -= size(i, 0);
            }
        }
        if (room < 0) {
            throw MalformedObject.file(name, "its sections overlap");
        }
    }

    private long size(int section, int entry) {
        int header = header(section);
        long offset = bytes.getLong(header + 24);
        long size = bytes.getLong(header + 32);
        if (offset < 0 || size < 0 || offset > bytes.limit() || size > bytes.limit() - offset) {
            throw MalformedObject.file(name, "section %d reaches beyond the end of the file".formatted(section));
        }
        if (entry != 0 && (bytes.getLong(header + 56) != entry || size % entry != 0)) {
            throw MalformedObject.file(
                    name, "the entries of section %d are not %d bytes each".formatted(section, entry));
        }
        if (Integer.compareUnsigned(bytes.getInt(header + 40), count) >= 0) {
            throw MalformedObject.file(name, "section %d refers to one that does not exist".formatted(section));
        }
        return size;
    }

    private int header(int section) {
        return at + section * SECTION_HEADER;
    }
}
