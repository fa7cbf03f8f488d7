package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.Program.TestInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code struct bpf_timer} in values of maps. */
@ParameterizedClass
@EnumSource(Place.class)
class TimerTest extends MapRig {
    private static final int EINVAL = -22;
    private static final int EBUSY = -16;
    private static final int EDEADLK = -35;
    private static final int VALUE = 48;
    private static final long MONOTONIC = 1;

    private LoadedObject object;

    @BeforeEach
    void load() {
        object = load("timers.c");
    }

    private int call(String program, long... arguments) {
        var numbers = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        for (long number : arguments) {
            numbers.putLong(number);
        }
        map(object, "arguments").update(u32(0), numbers.array(), ANY);
        return object.program(program, ProgramType.SCHED_CLS)
                .test(new TestInput(new byte[14], null, 1))
                .returnValue();
    }

    private long field(String map, int key, int offset) {
        byte[] value = Objects.requireNonNull(map(object, map).lookup(u32(key)));
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong(offset);
    }

    /** Lets time pass until a timer has run so often, at most some seconds. */
    private void await(String map, int key, long calls) throws InterruptedException {
        for (int i = 0; i < 400 && field(map, key, 0) != calls; i++) {
            target.sleep(Duration.ofMillis(5));
        }
        assertThat(field(map, key, 0)).isEqualTo(calls);
    }

    @Test
    void aTimerIsMadeOnceAndStartedWithAFunction() {
        assertThat(call("set_array", 1)).isEqualTo(EINVAL);
        assertThat(call("start_array", 1, 0, 0)).isEqualTo(EINVAL);
        assertThat(call("cancel_array", 1)).isEqualTo(EINVAL);
        assertThat(call("init_array", 1, 2)).isEqualTo(EINVAL);
        assertThat(call("init_array", 1, 16)).isEqualTo(EINVAL);
        assertThat(call("init_array", 1, MONOTONIC)).isZero();
        assertThat(call("init_array", 1, MONOTONIC)).isEqualTo(EBUSY);
        assertThat(call("init_array", 0, 7)).isZero();
        assertThat(call("start_array", 1, 0, 0)).isEqualTo(EINVAL);
        assertThat(call("set_array", 1, 0)).isZero();
        assertThat(call("start_array", 1, 0, 4)).isEqualTo(EINVAL);
        assertThat(call("cancel_array", 1)).isZero();
        assertThat(call("start_array", 1, 0, 0)).isEqualTo(EINVAL);
    }

    @Test
    void aTimerGoesOffAndMayStartItselfAgain() throws InterruptedException {
        assertThat(call("init_array", 1, MONOTONIC)).isZero();
        assertThat(call("set_array", 1, 5)).isZero();
        assertThat(call("start_array", 1, 1_000_000, 0)).isZero();
        await("array", 1, 5);
        assertThat(field("array", 1, 32)).isEqualTo(1);
        assertThat(field("array", 0, 0)).isZero();
        assertThat(call("cancel_array", 1)).isZero();
    }

    @Test
    void aTimerThatWasCancelledDoesNotGoOff() throws InterruptedException {
        assertThat(call("init_array", 0, MONOTONIC)).isZero();
        assertThat(call("set_array", 0, 0)).isZero();
        assertThat(call("start_array", 0, 3_600_000_000_000L, 0)).isZero();
        assertThat(call("cancel_array", 0)).isEqualTo(1);
        assertThat(call("set_array", 0, 0)).isZero();
        assertThat(call("start_array", 0, -1, 0)).isZero();
        assertThat(call("cancel_array", 0)).isEqualTo(1);
        target.sleep(Duration.ofMillis(5));
        assertThat(field("array", 0, 0)).isZero();
    }

    @Test
    void aPointInTimeThatIsPastIsNow() throws InterruptedException {
        assertThat(call("init_array", 0, MONOTONIC)).isZero();
        assertThat(call("set_array", 0, 0)).isZero();
        assertThat(call("start_array", 0, 1, 1)).isZero();
        await("array", 0, 1);
    }

    @Test
    void aTimerCannotCancelItself() throws InterruptedException {
        assertThat(call("init_array", 0, MONOTONIC)).isZero();
        assertThat(call("set_own_end", 0)).isZero();
        assertThat(call("start_array", 0, 0, 0)).isZero();
        await("array", 0, 1000 + EDEADLK);
    }

    @Test
    void aTimerIsGoneWithItsValue() throws InterruptedException {
        BpfMap hash = map(object, "hash");
        hash.update(u32(7), new byte[VALUE], ANY);
        assertThat(call("init_hash", 7, MONOTONIC)).isZero();
        assertThat(call("set_hash", 7, 0)).isZero();
        assertThat(call("start_hash", 7, 3_600_000_000_000L, 0)).isZero();
        hash.update(u32(7), new byte[VALUE], ANY);
        assertThat(call("start_hash", 7, 0, 0)).isEqualTo(EINVAL);
        assertThat(call("init_hash", 7, MONOTONIC)).isZero();
        assertThat(call("set_hash", 7, 2)).isZero();
        assertThat(call("start_hash", 7, 0, 0)).isZero();
        await("hash", 7, 2);
        assertThat(field("hash", 7, 32)).isEqualTo(7);
        assertThat(call("start_hash", 7, 20_000_000, 0)).isZero();
        hash.delete(u32(7));
        hash.update(u32(8), new byte[VALUE], ANY);
        target.sleep(Duration.ofMillis(40));
        assertThat(field("hash", 8, 0)).isZero();
    }
}
