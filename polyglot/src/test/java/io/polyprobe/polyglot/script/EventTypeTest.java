package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.Test;

class EventTypeTest {
    private final BtfBuilder builder = new BtfBuilder();

    private int integer(int bytes, boolean signed) {
        return builder.add(new BtfType.Int((signed ? "s" : "u") + bytes, bytes, bytes * 8, 0, signed, false, false));
    }

    @Test
    void fields_of_each_size_are_read_as_their_types_say() {
        int u32 = integer(4, false);
        int character = builder.add(new BtfType.Int("char", 1, 8, 0, true, true, false));
        int comm = builder.add(new BtfType.Array(character, u32, 8));
        int pointer = builder.add(new BtfType.Pointer(0));
        int state = builder.add(new BtfType.Enum("state", 4, true, List.of()));
        int struct = builder.add(new BtfType.Struct(
                "event",
                40,
                List.of(
                        new BtfType.Member("u8", integer(1, false), 0, 0),
                        new BtfType.Member("s8", integer(1, true), 8, 0),
                        new BtfType.Member("u16", integer(2, false), 16, 0),
                        new BtfType.Member("u32", u32, 32, 0),
                        new BtfType.Member("s64", integer(8, true), 64, 0),
                        new BtfType.Member("pointer", pointer, 128, 0),
                        new BtfType.Member("comm", comm, 192, 0),
                        new BtfType.Member("state", state, 256, 0),
                        new BtfType.Member("low", u32, 288, 3))));
        var type = new EventType(builder.build(), struct, new Conversion());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(40, 8);
            memory.fill((byte) 0xff);
            memory.setString(24, "bash");
            memory.set(ValueLayout.JAVA_INT, 4, (int) 4000000000L);
            var event = (ProxyObject) type.read(memory.address());
            memory.fill((byte) 0); // an event that a script keeps is its own
            assertThat(event.getMember("u8")).isEqualTo(255);
            assertThat(event.getMember("s8")).isEqualTo(-1);
            assertThat(event.getMember("u16")).isEqualTo(65535);
            assertThat(event.getMember("u32")).isEqualTo(4000000000L);
            assertThat(event.getMember("s64")).isEqualTo(-1L);
            assertThat(event.getMember("pointer")).isEqualTo("18446744073709551615");
            assertThat(event.getMember("comm")).isEqualTo("bash");
            assertThat(event.getMember("state")).isEqualTo(-1);
            assertThat(((CValue) event.getMember("low")).integer()).isEqualTo(7);
            assertThat(event.hasMember("nope")).isFalse();
        }
    }
}
