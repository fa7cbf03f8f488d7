package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int EVENT_SIZE = 12;

    private final Context context =
            Context.newBuilder().option("engine.WarnInterpreterOnly", "false").build();
    private final List<String> calls = new ArrayList<>();
    private boolean failing;
    private long lost;
    private final Batch batch = new Batch(function(), count -> lost += count);

    @AfterEach
    void close() {
        context.close();
    }

    private Value function() {
        return context.asValue((ProxyExecutable) arguments -> {
            calls.add(arguments[0].asString());
            if (failing) {
                throw new IllegalStateException("a script's error");
            }
            return true;
        });
    }

    private void event(int cpu, int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(EVENT_SIZE, Long.BYTES);
            memory.set(ValueLayout.JAVA_INT, 0, number);
            batch.event(cpu, memory.address(), EVENT_SIZE);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void many_events_are_one_call_and_outlive_the_ring() {
        int many = 10_000; // more than its first memory holds
        for (int i = 0; i < many; i++) {
            event(i % 2, i);
        }
        batch.deliver();
        assertThat(calls).hasSize(1);
        ByteBuffer arguments = bytes(calls.getFirst());
        for (int i = 0; i < many; i++) {
            assertThat(arguments.getInt()).isEqualTo(i % 2);
            MemorySegment event = MemorySegment.ofAddress(arguments.getLong()).reinterpret(EVENT_SIZE);
            assertThat(event.get(ValueLayout.JAVA_INT, 0)).isEqualTo(i);
            assertThat(arguments.getInt()).isEqualTo(EVENT_SIZE);
        }
        assertThat(arguments.hasRemaining()).isFalse();
    }

    @Test
    void nothing_is_delivered_twice() {
        event(0, 1);
        batch.deliver();
        batch.deliver();
        event(0, 2);
        batch.deliver();
        assertThat(calls)
                .hasSize(2)
                .allSatisfy(arguments -> assertThat(arguments).hasSize(16));
    }

    @Test
    void a_function_that_threw_is_asked_to_go_on() {
        event(0, 1);
        event(0, 2);
        failing = true;
        assertThatThrownBy(batch::deliver).isInstanceOf(PolyglotException.class);
        failing = false;
        batch.deliver();
        assertThat(calls.getFirst()).hasSize(32);
        assertThat(calls.getLast()).isEmpty();
        batch.deliver();
        assertThat(calls).hasSize(2);
    }

    @Test
    void lost_events_are_told_of_at_once() {
        batch.lost(1, 5);
        assertThat(lost).isEqualTo(5);
        assertThat(calls).isEmpty();
    }
}
