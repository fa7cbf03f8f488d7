package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The section {@code .BTF.ext}: which function, source line and CO-RE relocation belongs to which instruction
 * ({@code Documentation/bpf/btf.rst}, "BTF.ext"). Here {@code slot} counts from the start of a section of code.
 *
 * @param functions by section; only {@code slot} and {@code btfId} are known here
 */
record BtfExt(
        Map<String, List<ProgramSpec.Function>> functions,
        Map<String, List<ProgramSpec.Line>> lines,
        Map<String, List<ProgramSpec.CoreRelocation>> relocations) {
    static final BtfExt NONE = new BtfExt(Map.of(), Map.of(), Map.of());

    static BtfExt read(String object, byte[] data, Btf btf) {
        return new Reader(object, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN), btf).read();
    }

    /** Makes a record's value out of the bytes at an offset. */
    private interface Entry<T> {
        T read(int slot, int at);
    }

    private static final class Reader {
        private final String object;
        private final ByteBuffer bytes;
        private final Btf btf;
        private final Map<Integer, String> strings = new HashMap<>();

        Reader(String object, ByteBuffer bytes, Btf btf) {
            this.object = object;
            this.bytes = bytes;
            this.btf = btf;
        }

        BtfExt read() {
            if (bytes.limit() < 24 || bytes.getShort(0) != (short) 0xeb9f || bytes.get(2) != 1) {
                throw bad(0, "this is no BTF.ext of version 1");
            }
            int header = bytes.getInt(4);
            var functions = table(header, 8, 8, this::function);
            var lines = table(header, 16, 16, this::line);
            // The first version of the header ended before CO-RE's part.
            var relocations = header >= 32
                    ? table(header, 24, 16, this::relocation)
                    : Map.<String, List<ProgramSpec.CoreRelocation>>of();
            return new BtfExt(functions, lines, relocations);
        }

        private ProgramSpec.Function function(int slot, int at) {
            return new ProgramSpec.Function(slot, "", bytes.getInt(at + 4));
        }

        private ProgramSpec.Line line(int slot, int at) {
            int place = bytes.getInt(at + 12);
            return new ProgramSpec.Line(
                    slot, string(bytes.getInt(at + 4)), string(bytes.getInt(at + 8)), place >>> 10, place & 0x3ff);
        }

        private ProgramSpec.CoreRelocation relocation(int slot, int at) {
            return new ProgramSpec.CoreRelocation(
                    slot, bytes.getInt(at + 4), string(bytes.getInt(at + 8)), bytes.getInt(at + 12));
        }

        private String string(int offset) {
            return strings.computeIfAbsent(offset, btf::string);
        }

        /**
         * A part: the size of a record, then for each section its name, a count and the records.
         *
         * @param field where the header holds the part's offset, counted from the header's end, and length
         * @param least bytes of a record that are understood
         */
        private <T> Map<String, List<T>> table(int header, int field, int least, Entry<T> entry) {
            var table = new HashMap<String, List<T>>();
            if (header < field + 8 || header > bytes.limit()) {
                throw bad(4, "a header of " + Integer.toUnsignedString(header) + " bytes");
            }
            long start = header + Integer.toUnsignedLong(bytes.getInt(field));
            long end = start + Integer.toUnsignedLong(bytes.getInt(field + 4));
            if (end > bytes.limit()) {
                throw bad(field, "a part ends at 0x%x, beyond the section".formatted(end));
            }
            if (start == end) {
                return table;
            }
            if (end - start < 4) {
                throw bad(start, "a part of less than 4 bytes");
            }
            long size = Integer.toUnsignedLong(bytes.getInt((int) start));
            if (size < least) {
                throw bad(start, "records of %d bytes, at least %d are needed".formatted(size, least));
            }
            long at = start + 4;
            while (at < end) {
                if (end - at < 8) {
                    throw bad(at, "the head of a section's records is cut off");
                }
                long count = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
                if (count > (end - at - 8) / size) {
                    throw bad(at, count + " records do not fit into the part");
                }
                var records = table.computeIfAbsent(string(bytes.getInt((int) at)), _ -> new ArrayList<>());
                at += 8;
                for (long i = 0; i < count; i++, at += size) {
                    records.add(entry.read(slot((int) at), (int) at));
                }
            }
            return table;
        }

        private int slot(int at) {
            int offset = bytes.getInt(at);
            if (offset < 0 || offset % 8 != 0) {
                throw bad(at, "no instruction begins at byte " + Integer.toUnsignedString(offset));
            }
            return offset / 8;
        }

        private RuntimeException bad(long offset, String reason) {
            return MalformedObject.at(object, ".BTF.ext", offset, reason);
        }
    }

    /** The records of a section's slots {@code from} to {@code to - 1}, sorted. */
    static <T> List<T> within(
            Map<String, List<T>> table, String section, java.util.function.ToIntFunction<T> slot, int from, int to) {
        return table.getOrDefault(section, List.of()).stream()
                .filter(record -> slot.applyAsInt(record) >= from && slot.applyAsInt(record) < to)
                .sorted(Comparator.comparingInt(slot))
                .toList();
    }
}
