package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * The struct that programs submit to a map of events. Reading one copies its bytes and no more: a field is decoded when
 * the script looks at it, straight into a value of its language.
 */
public final class EventType {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Btf btf;
    private final int type;
    private final int size;
    private final Conversion conversion;
    private final List<String> names;
    private final Map<String, Reader> readers = new HashMap<>();

    EventType(Btf btf, int type, Conversion conversion) {
        this.btf = btf;
        this.type = btf.resolve(type);
        this.conversion = conversion;
        size = Math.toIntExact(btf.sizeOf(type));
        names = List.copyOf(
                new ArrayList<>(CValue.over(btf, type, new byte[size]).fields()));
        names.forEach(name -> readers.put(name, reader(name)));
    }

    /** The event that begins at an address of this process's memory. */
    public Object read(long address) {
        byte[] bytes = new byte[size];
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, address, bytes, 0, size);
        return new Event(bytes);
    }

    private Reader reader(String name) {
        var field = btf.field(type, name).orElseThrow();
        if (field.bitSize() != 0) {
            return slow(name);
        }
        int at = Math.toIntExact(field.offset());
        return switch (btf.type(btf.resolve(field.type()))) {
            case BtfType.Int i
            when i.size() <= Long.BYTES && !i.name().equals("char") -> integer(at, i.size(), !i.signed());
            case BtfType.Enum e -> integer(at, e.size(), !e.signed());
            case BtfType.Pointer _ -> integer(at, Long.BYTES, true);
            case BtfType.Array a
            when Conversion.isChar(btf, a.element()) -> bytes -> conversion.text(bytes, at, a.count());
            default -> slow(name);
        };
    }

    private Reader integer(int at, int bytesLong, boolean unsigned) {
        return switch (bytesLong) {
            case 1 -> unsigned ? bytes -> bytes[at] & 0xff : bytes -> (int) bytes[at];
            case 2 ->
                unsigned ? bytes -> (short) SHORT.get(bytes, at) & 0xffff : bytes -> (int) (short) SHORT.get(bytes, at);
            case 4 -> unsigned ? bytes -> (int) INT.get(bytes, at) & 0xffff_ffffL : bytes -> (int) INT.get(bytes, at);
            default -> bytes -> conversion.integer((long) LONG.get(bytes, at), unsigned);
        };
    }

    private Reader slow(String name) {
        return bytes -> conversion.other(CValue.over(btf, type, bytes).field(name));
    }

    /** Reads a field. */
    @FunctionalInterface
    private interface Reader {
        Object read(byte[] bytes);
    }

    /** One event: an object whose members are the fields. */
    private final class Event implements ProxyObject {
        private final byte[] bytes;

        Event(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public Object getMember(String name) {
            Reader reader = readers.get(name);
            if (reader == null) {
                throw new UnsupportedOperationException("there is no field " + name);
            }
            return reader.read(bytes);
        }

        @Override
        public Object getMemberKeys() {
            return ProxyArray.fromList(new ArrayList<>(names));
        }

        @Override
        public boolean hasMember(String name) {
            return readers.containsKey(name);
        }

        @Override
        public void putMember(String name, Value value) {
            CValue.over(btf, type, bytes)
                    .field(name)
                    .decimal(value.asBigInteger().toString());
        }
    }
}
